"""A generated incident folder as tests read it."""

import csv
import gzip
import json
import tomllib
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from functools import cached_property, lru_cache

from abusedesk.drill import generate

_BUILT = {}


# A story's records take 100 MB; those that tests are at just now are kept.
@lru_cache(maxsize=6)
def _records(home):
    files = sorted((home / "cloudtrail").iterdir())
    # All lines at once, so that equal names of members are one string.
    return {
        file.name.removesuffix(".jsonl.gz"): json.loads(
            f"[{gzip.decompress(file.read_bytes()).decode().strip().replace(chr(10), ',')}]"
        )
        for file in files
    }


class Folder:
    """A built folder, read once."""

    def __init__(self, path):
        self.path = path
        self.incident = tomllib.loads((path / "incident.toml").read_text("utf-8"))
        self.account = self.incident["account"][0]
        self.home = path / self.account["id"]
        self.truth = json.loads((path / "truth.json").read_text("utf-8"))
        self.iam = json.loads((self.home / "iam.json").read_text("utf-8"))
        self.mail = message_from_bytes((path / "notice.eml").read_bytes(), policy=default)
        self.now = self.incident["now"]

    @property
    def regions(self):
        return _records(self.home)

    @property
    def records(self):
        return [record for records in self.regions.values() for record in records]

    @cached_property
    def resources(self):
        files = (self.home / "resources").iterdir()
        return {file.stem: json.loads(file.read_text("utf-8")) for file in files}

    @cached_property
    def costs(self):
        with (self.home / "cost.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @cached_property
    def text(self):
        return self.mail.get_body(("plain", "html")).get_content()

    @cached_property
    def intruders(self):
        """Records that carry one of the intruder's addresses."""
        return [
            record for record in self.records if record["sourceIPAddress"] in self.truth["attackers"]["ips"]
        ]

    def of(self, kind):
        """(region, item) of every resource of kind."""
        return [(region, item) for region, things in self.resources.items() for item in things.get(kind, ())]

    def called(self, name):
        return [record for record in self.records if record["eventName"] == name]


def story(factory, name, seed):
    """The folder of incident name by seed, built once a session."""
    if (name, seed) not in _BUILT:
        _BUILT[name, seed] = Folder(generate.build(name, factory.mktemp(name), seed=seed))
    return _BUILT[name, seed]


def when(record):
    return datetime.fromisoformat(record["eventTime"])

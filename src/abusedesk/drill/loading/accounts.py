"""What may lie in an account's folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.drill import models

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes

_FILES = frozenset({"iam.json", "cost.csv", "advisor.json", "support.json"})
_FOLDERS = {
    "cloudtrail": re.compile(r"(?P<region>[^.]+)\.jsonl(\.gz)?"),
    "resources": re.compile(r"(?P<region>[^.]+)\.json"),
    "guardduty": re.compile(r"(?P<region>[^.]+)\.json"),
}
_LOGS = ("s3", "cloudwatch")


def region_files(home: Path, folder: str) -> Iterator[tuple[str, Path]]:
    """Region and file of each <region> file of an account's folder of that name, sorted."""
    pattern = _FOLDERS[folder]
    for path in sorted((home / folder).glob("*")):
        match = pattern.fullmatch(path.name)
        if match is not None and match["region"] in models.regions():
            yield match["region"], path


def unknown(home: Path, later: Collection[str], mistakes: Mistakes) -> Iterator[str]:
    """
    Names, from the incident's folder, of files passed over; whatever has no place is added to mistakes.

    later names the files that are for a later version.
    """
    for path in sorted(home.iterdir()):
        name = f"{home.name}/{path.name}"
        if path.name in _FOLDERS and path.is_dir():
            _region_folder(path, mistakes)
        elif path.name == "logs" and path.is_dir():
            for child in sorted(path.iterdir()):
                if child.name not in _LOGS or not child.is_dir():
                    mistakes.add(child, 1, "has no place here; expected logs/s3 or logs/cloudwatch")
        elif path.name in later or path.name.startswith((".", "README")):
            yield name
        elif path.name not in _FILES or not path.is_file():
            expected = ", ".join(sorted(_FILES | {f"{folder}/" for folder in _FOLDERS} | {"logs/"}))
            mistakes.add(path, 1, f"has no place here; expected {expected}")


def _region_folder(folder: Path, mistakes: Mistakes) -> None:
    pattern = _FOLDERS[folder.name]
    suffix = ".jsonl or .jsonl.gz" if folder.name == "cloudtrail" else ".json"
    for path in sorted(folder.iterdir()):
        match = pattern.fullmatch(path.name)
        if match is None or not path.is_file():
            mistakes.add(path, 1, f"has no place here; expected <region>{suffix}")
        elif match["region"] not in models.regions():
            mistakes.add(path, 1, f"AWS has no region {match['region']!r}")

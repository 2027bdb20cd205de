"""All buckets of all accounts: their names are one space."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.state.delivery import Delivery
from abusedesk.drill.state.objects import Bucket, Stored, from_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.drill.state.accounts import AccountState
    from abusedesk.drill.state.trails import Trail


class Buckets:
    """
    Buckets by name: those of the folder's resources, and those that a trail or a log file needs.

    opened is the practice clock's first moment.
    """

    def __init__(self, accounts: Mapping[str, AccountState], opened: datetime) -> None:
        self.by_name: dict[str, Bucket] = {}
        self._opened = opened
        self._deliveries: dict[str, list[Delivery]] = {}
        for account in accounts.values():
            for region in account.facts.resources:
                for facts in account.listed(region, "s3:buckets"):
                    self._add(account, region, facts)
        for account in accounts.values():
            for name, files in account.facts.objects.items():
                bucket = self.by_name.get(name) or self._add(account, account.home, {"Name": name})
                bucket.stored.update({key: from_file(path, key, opened) for key, path in files.items()})
            for trail in account.trails.values():
                self.deliver(trail, account)

    def deliver(self, trail: Trail, account: AccountState) -> None:
        """Let trail deliver to its bucket, which is made where it is not there."""
        name = trail.facts["S3BucketName"]
        if name not in self.by_name:
            self._add(account, trail.facts["HomeRegion"], {"Name": name})
        delivery = Delivery(trail, account.history, account.id, self._opened)
        self._deliveries.setdefault(name, []).append(delivery)

    def _add(self, account: AccountState, region: str, facts: Mapping[str, Any]) -> Bucket:
        facts = {"CreationDate": self._opened - timedelta(days=400), **facts}
        bucket = Bucket(name=facts["Name"], account=account.id, region=region, facts=dict(facts))
        self.by_name[bucket.name] = bucket
        return bucket

    def created(self, name: str, account: AccountState, region: str, now: datetime) -> Bucket:
        """Make a bucket, now."""
        return self._add(account, region, {"Name": name, "CreationDate": now})

    def objects(self, bucket: Bucket, now: datetime) -> dict[str, Stored]:
        """Key -> object, all that lies in bucket now."""
        found: dict[str, Stored] = {}
        for delivery in self._deliveries.get(bucket.name, ()):
            found.update(delivery.objects(now))
        found.update(bucket.stored)
        return {key: one for key, one in found.items() if key not in bucket.removed}

    def one(self, bucket: Bucket, key: str, now: datetime) -> Stored | None:
        """The object at key in bucket now, None when there is none."""
        if key in bucket.removed:
            return None
        if key in bucket.stored:
            return bucket.stored[key]
        found = (delivery.objects(now).get(key) for delivery in self._deliveries.get(bucket.name, ()))
        return next((stored for stored in found if stored is not None), None)

    def keys(self, bucket: Bucket, prefix: str, after: str, now: datetime) -> Iterator[tuple[str, Stored]]:
        """Objects whose key begins with prefix and comes after the key after, in the order of keys."""
        objects = self.objects(bucket, now)
        names = sorted(objects)
        at = bisect_left(names, max(prefix, after))
        for name in names[at:]:
            if not name.startswith(prefix):
                return
            if name > after:
                yield name, objects[name]

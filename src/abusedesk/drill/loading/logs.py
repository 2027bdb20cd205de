"""logs/: objects to be found in S3, and CloudWatch's log streams."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes


def objects(home: Path) -> Mapping[str, Mapping[str, Path]]:
    """Every file below logs/s3, by bucket and key."""
    found: dict[str, dict[str, Path]] = {}
    root = home / "logs" / "s3"
    for bucket in sorted(root.iterdir()) if root.is_dir() else ():
        files = (path for path in sorted(bucket.rglob("*")) if path.is_file() and path.name != ".gitkeep")
        found[bucket.name] = {path.relative_to(bucket).as_posix(): path for path in files}
    return found


def streams(home: Path, mistakes: Mistakes) -> Mapping[str, Mapping[str, Path]]:
    """Every log below logs/cloudwatch, by group (%2F read as /) and stream."""
    found: dict[str, dict[str, Path]] = {}
    root = home / "logs" / "cloudwatch"
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if not folder.is_dir():
            mistakes.add(folder, 1, "has no place here; expected <group>/<stream>.log")
            continue
        group = found.setdefault(unquote(folder.name), {})
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix == ".log":
                group[unquote(path.relative_to(folder).as_posix().removesuffix(".log"))] = path
            elif path.is_file():
                mistakes.add(path, 1, "has no place here; expected <stream>.log")
    return found

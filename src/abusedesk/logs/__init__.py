"""Log files to events. To add a format: a file in formats/."""

from ._lines import Lines
from ._read import every, files, read
from ._unit import Format

__all__ = ["Format", "Lines", "every", "files", "read"]

"""One file per log format; see the package above."""

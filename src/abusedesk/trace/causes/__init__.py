"""One file per root-cause hypothesis; see the package above."""

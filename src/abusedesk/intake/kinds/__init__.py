"""One file per kind of notice; see the package above."""

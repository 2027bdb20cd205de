"""One file per analytic; see the package above."""

"""One Sigma file per rule; see the package above."""

"""One file per language: the sentences of our letters, by the same keys."""

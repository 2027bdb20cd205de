"""One file per action; its id is the file's name."""

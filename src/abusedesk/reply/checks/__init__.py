"""One file per check of a letter before it is sent; its id is the file's name."""

"""The incidents that ship, one file each."""

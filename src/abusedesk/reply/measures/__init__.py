"""One file per measure that people take by hand: what it is in both languages, done and planned."""

"""One file per section of the report, with its template beside it."""

"""HTTP: requests in, AWS's answers out."""

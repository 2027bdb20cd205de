"""IAM policies: who may do what."""

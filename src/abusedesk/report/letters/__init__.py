"""One file and one template a letter: plain text for people, never for AWS's reviewers."""

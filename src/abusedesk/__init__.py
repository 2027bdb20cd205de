"""abusedesk: from a notice of AWS Trust & Safety to the answer that closes it."""

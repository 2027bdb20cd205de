"""What the practice account is at a moment, and how it changes."""

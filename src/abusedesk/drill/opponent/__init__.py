"""The intruder of an incident: what he does while the account is being contained."""

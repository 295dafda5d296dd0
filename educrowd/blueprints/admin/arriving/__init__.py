"""Sites that come in: brought as a file, or copied from a site that is here."""

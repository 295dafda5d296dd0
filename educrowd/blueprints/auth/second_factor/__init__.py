"""A second step at log-in: digits, recovery codes, and sites that demand it of their staff."""

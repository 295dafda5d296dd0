"""A project's way to its backers: made, reviewed, launched, told, suspended, cancelled."""

"""How often the site is read, without cookies."""

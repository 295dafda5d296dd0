"""Teams of people, for modules that have them."""

"""Tags and series: how they are called, what they say of themselves, and what is in them."""

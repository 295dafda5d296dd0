"""A site as a file: written down whole, taken in elsewhere, copied; and its end."""

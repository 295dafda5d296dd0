"""Ways in: by password, mailed link, hand-off; sessions, and what ends them."""

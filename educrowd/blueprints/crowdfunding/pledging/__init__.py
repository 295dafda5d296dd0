"""Pledging: choosing, what it comes to, the card, changing and cancelling."""

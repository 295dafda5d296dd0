"""A Stripe that runs on this machine: a development tool, never part of the product."""

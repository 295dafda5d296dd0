"""Domains of a site's own."""

"""Webmentions (https://www.w3.org/TR/webmention/): links between sites, told by those who link."""

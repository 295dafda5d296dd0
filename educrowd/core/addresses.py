"""Addresses that arrive from outside, in headers and parameters."""

from urllib.parse import SplitResult, urlsplit

NONE = SplitResult("", "", "", "", "")


def parts_of(url: str) -> SplitResult:
    """The parts of an address that somebody sent; all empty where it is no address at all."""
    try:
        return urlsplit(url)
    except ValueError:
        return NONE

"""One Stripe resource a file: its URLs and what they read."""

from importlib import import_module
from pkgutil import iter_modules


def register_all() -> None:
    """Import each resource, which adds its routes to the API."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")

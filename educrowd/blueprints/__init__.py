"""The modules, ground floor first: each mounts itself."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

MODULES = ("tenant", "auth", "lms", "crowdfunding", "blog", "admin")


def init_app(app: Flask) -> None:
    for name in MODULES:
        import_module(f"{__name__}.{name}").init_app(app)

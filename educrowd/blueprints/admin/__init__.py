"""The top floor: the staff's studio, the operators' pages, the demonstration sites."""

from __future__ import annotations

from flask import Flask

from . import cli


def init_app(app: Flask) -> None:
    app.cli.add_command(cli.demo_group)

"""/api/v1/tenants/"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None: ...

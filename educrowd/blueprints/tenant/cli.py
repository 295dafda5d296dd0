"""`flask tenant`: sites from the command line."""

from __future__ import annotations

from flask.cli import AppGroup

tenant_group = AppGroup("tenant", help="Create, list and look after sites.")

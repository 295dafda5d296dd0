"""Accounts: who people are, how they sign in, what they may do."""

from __future__ import annotations

from flask import Flask

from educrowd.core import people
from educrowd.core.db import db

from .models import User


def init_app(app: Flask) -> None:
    people.people_are_found_by(lambda user_id: db.session.get(User, user_id))

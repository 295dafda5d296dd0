"""The top floor: the staff's studio, the operators' pages, the demonstration sites."""

from __future__ import annotations

from flask import Flask

from educrowd.core import colors, schedule
from educrowd.core.allowances import offer_feature

from . import (
    cli,
    domain_mailers,
    forms,
    leaving_mailers,
    listeners,
    offers,
    plan_dispute_mailers,
    plan_mailers,
    sentences,
    specimens,
)
from .api import arrivals, webhooks
from .arriving.forgetting import forget_old_arrivals
from .views import arrivals as arrivals_pages
from .views import operator, studio

__all__ = [
    "domain_mailers",
    "init_app",
    "leaving_mailers",
    "listeners",
    "offers",
    "plan_dispute_mailers",
    "plan_mailers",
    "specimens",
]


def init_app(app: Flask) -> None:
    app.register_blueprint(studio)
    app.register_blueprint(operator)
    app.register_blueprint(arrivals_pages)
    app.register_blueprint(arrivals)
    app.register_blueprint(webhooks)
    app.cli.add_command(cli.demo_group)
    offer_feature("api")
    schedule.every(forget_old_arrivals, hours=24)
    app.jinja_env.globals.update(sentence=sentences.sentence, actor=sentences.actor, icon_of=sentences.icon_of)
    app.jinja_env.globals.update(brand_of=colors.brand, last_day=forms.last_day)

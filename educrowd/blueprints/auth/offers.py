"""What this module offers to shared pages."""

from __future__ import annotations

from flask import url_for

from educrowd.core.registry import Link, account_menu


@account_menu.offer(order=90)
def account() -> Link:
    return Link("Account", url_for("auth.account"), "person")

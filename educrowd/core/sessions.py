"""The database session: for whom it began, and what is to be done when it ends well or is taken back."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from .current import current


class BoundSession(Session):
    """A session remembers for whom it began; tenancy.py holds it to that."""

    def __init__(self, **options: Any):
        options.pop("db", None)
        super().__init__(**options)
        self.info["tenant_id"] = current.tenant_id
        self.info["before_commit"] = {}
        self.info["after_commit"] = []
        self.info["after_rollback"] = []
        self.info["asked"] = {}

    def close(self) -> None:
        """What is put away before its commit is taken back as well."""
        super().close()
        _run_all(self, "after_rollback")

    def get_bind(self, *args: Any, **options: Any) -> Any:
        return options.get("bind") or current_app.extensions["sqlalchemy"].engine


@event.listens_for(BoundSession, "before_commit")
def _run_last_steps(session: Session) -> None:
    if session.in_nested_transaction():
        return  # only a savepoint
    steps, session.info["before_commit"] = session.info["before_commit"], {}
    for effect, about in steps:
        effect(*about)


@event.listens_for(BoundSession, "after_commit")
def _run_effects(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info["after_rollback"] = []
    session.info["asked"] = {}
    _run_all(session, "after_commit")


@event.listens_for(BoundSession, "after_rollback")
def _forget_effects(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.info["before_commit"] = {}
    session.info["after_commit"] = []
    session.info["asked"] = {}
    _run_all(session, "after_rollback")


def _run_all(session: Session, moment: str) -> None:
    effects, session.info[moment] = session.info[moment], []
    for effect in effects:
        effect()

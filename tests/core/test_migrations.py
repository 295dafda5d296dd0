"""Migrations lead where the models stand, and back."""

from __future__ import annotations

from tests.core.spare import ask
from tests.services import DatabaseUrls

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def test_shared_migrations_can_be_taken_back_and_make_what_the_models_say(spare: DatabaseUrls, flask):
    before = ask(spare, TABLES)
    flask("db", "downgrade", "base")
    assert ask(spare, TABLES) == ["alembic_version"]
    assert ask(spare, "SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace('app')") == []
    flask("db", "upgrade")
    assert ask(spare, TABLES) == before and len(before) > 30
    flask("db", "check")

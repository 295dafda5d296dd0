"""What stood at one address of this site and stands at another now, or nowhere."""

from __future__ import annotations

from urllib.parse import quote

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from educrowd.core.db import db

from ..models import Redirect
from .lists import stand_in_line


def move(former: str, present: str) -> None:
    """Let the former path lead to the present one, and whatever led there as well; a page is never led away from."""
    stand_in_line()
    db.session.execute(delete(Redirect).where(Redirect.path == present))
    db.session.execute(update(Redirect).where(Redirect.target == quote(former)).values(target=quote(present)))
    written = insert(Redirect).values(path=former, target=quote(present))
    renewed = {"target": written.excluded.target}
    db.session.execute(written.on_conflict_do_update(index_elements=["path"], set_=renewed))


def forget(path: str) -> None:
    """Nothing stands there any more: no former address leads there."""
    db.session.execute(delete(Redirect).where(Redirect.target == quote(path)))

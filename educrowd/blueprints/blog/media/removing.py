"""Pictures go: never one that something shows, and the files only once the row is gone for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from educrowd.core import files
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.pages import hold

from ..models import Author, Media
from .uses import unused, uses_of

# Somebody may be writing the text for it.
STILL_NEW = timedelta(days=1)
MOST_NAMED = 5
AT_ONCE = 200


class InUse(Refused):
    """Something shows the picture."""

    code = "in_use"

    def __init__(self, places: list[str]):
        more = len(places) - MOST_NAMED
        named = "; ".join(places[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
        super().__init__(f"This picture is in use: {named}. Take it out there first.")


class Mailed(Refused):
    """Letters that were sent load the picture from here."""

    code = "in_letters"
    message = "This picture stands in letters that were sent: who opens one would no longer see it."


def remove(picture: Media, *, even_from_letters: bool = False) -> None:
    """Delete a picture that nothing shows; InUse names what does, Mailed says that letters would miss it."""
    _check_unused(picture)
    # All texts were read, so saves did not wait. Whoever is saving one with it has ended when this is ours.
    hold(picture)
    _check_unused(picture)
    if picture.mailed_at and not even_from_letters:
        raise Mailed()
    _delete(picture)


def remove_portrait(author: Author) -> None:
    """Who left shows no face: the picture goes with them, unless a text shows it as well."""
    if picture := author.portrait:
        author.portrait = None
        db.session.flush()
        if not uses_of([picture])[picture.public_id]:
            _delete(picture)


def removable() -> Select[Any]:
    """What the person acting may delete of what is unused, and came not today."""
    old = select(Media).where(Media.is_deletable_by(current.user), Media.created_at < utcnow() - STILL_NEW)
    return unused(old).order_by(Media.id)


def remove_unused() -> int:
    """Delete them, so many at once; answers how many went. Those that somebody puts into a text right now stay."""
    found = db.session.scalars(removable().limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    named = uses_of(found)
    gone = [picture for picture in found if not named[picture.public_id]]
    for picture in gone:
        _delete(picture)
    return len(gone)


def _check_unused(picture: Media) -> None:
    if places := uses_of([picture])[picture.public_id]:
        raise InUse([str(place) for place in places])


def _delete(picture: Media) -> None:
    audit("media.deleted", subject=picture)
    files.remove_image(picture.public_id, picture.widths)
    db.session.delete(picture)
    db.session.flush()

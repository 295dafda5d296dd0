"""People who may write a post together."""

from __future__ import annotations

from collections.abc import Iterable

from educrowd.blueprints.auth.models import User
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from .limits import NAME

MOST = 10


def writers(ids: Iterable[int]) -> list[User]:
    """Those with these ids, in this order, each once; all of them must be able to write here."""
    wanted = list(dict.fromkeys(ids))
    able = {one.id: one for one in db.session.scalars(User.able_to("posts.write").where(User.id.in_(wanted)))}
    if len(wanted) > MOST or set(wanted) - set(able):
        raise Invalid("co_author_ids", f"Choose people who may write on this site, at most {MOST}.")
    return [able[id] for id in wanted]


def guest_names(lines: str) -> list[str]:
    """Names of people without an account, one a line."""
    names = [" ".join(line.split()) for line in lines.splitlines() if line.strip()]
    if len(names) > MOST or any(len(name) > NAME for name in names):
        raise Invalid("guest_names", f"At most {MOST} names, each of at most {NAME} characters.")
    return names

"""From the platform to one's own site without a second log-in.

The site puts a random state into its own cookie and sends the browser to the platform with the state's hash.
The platform, where the person is signed in, sends it back with a code that works once, for a minute, on
that site and in that browser only.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import session

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.current import current
from educrowd.core.db import db

from .. import mailers
from ..models import SingleUseCode, User
from ..models.link import HANDOFF
from ..secrets import hash_of, new_secret
from .recognizing import present_session

STATE = "handoff_state"
NEXT = "handoff_next"


def platform_url(path: str, **query: str) -> str:
    """One of the platform's own pages, from wherever."""
    return mailers.on_platform(f"{path}?{urlencode(query)}" if query else path)


def begin(next_url: str) -> str:
    """On the site: remember this browser; answers where it goes to be vouched for."""
    session[STATE], session[NEXT] = new_secret(), next_url
    return platform_url("/handoff", site=current.tenant.slug, state=hash_of(session[STATE]))


def vouch(user: User, tenant: Tenant, state: str) -> str:
    """On the platform: the address on the person's site that signs this browser in."""
    present = present_session()
    is_strong = bool(present and present.is_strong)
    code = SingleUseCode.issue(user, HANDOFF, tenant_id=tenant.id, browser_hash=state, is_strong=is_strong)
    return f"{tenant.origin}/enter?{urlencode({'code': code})}"


def finish(code: str) -> tuple[User | None, str, bool]:
    """Back on the site: whom the code vouches for in this browser, where they wanted to go, whether by two factors."""
    state, next_url = session.pop(STATE, ""), session.pop(NEXT, "/")
    redeemed = SingleUseCode.redeem(code, HANDOFF, tenant_id=current.tenant_id)
    if redeemed is None or redeemed.browser_hash != hash_of(state) or not redeemed.user.is_active:
        return None, next_url, False
    return redeemed.user, next_url, redeemed.is_strong


def site_called(slug: str) -> Tenant | None:
    return db.session.scalar(Tenant.called(slug))

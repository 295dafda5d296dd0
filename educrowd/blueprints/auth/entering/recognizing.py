"""Who is behind a request: Flask-Login asks once, a sign-in's row answers.

The row does what Flask-Login's own cookies would: it is bound to its host, it runs out, and it can be ended
from elsewhere. So there is no user id in a cookie, no remember cookie and nothing to protect a session with.
"""

from __future__ import annotations

from flask import Flask, Request, current_app, g, has_request_context, request, session
from flask_login import LoginManager, current_user

from educrowd.core import people
from educrowd.core.api import is_api_request
from educrowd.core.current import ANONYMOUS, Anonymous, current
from educrowd.core.db import db
from educrowd.core.errors import Refused

from .. import scopes
from ..models import ApiKey, Session, User, api_key
from ..second_factor import demanding
from . import tokens

SECRET = "sid"
# What no cookie can be called.
NO_COOKIE = ";"

manager = LoginManager()
manager.anonymous_user = Anonymous


def init_app(app: Flask) -> None:
    app.config["SESSION_PROTECTION"] = None
    app.config["REMEMBER_COOKIE_NAME"] = NO_COOKIE
    # Not manager.init_app, which would look after its cookie on every answer, pictures included.
    app.login_manager = manager  # pyright: ignore[reportAttributeAccessIssue]
    app.before_request(recognize)


def recognize() -> None:
    """The hook before every request; one that shows nothing is nobody's, and costs nothing."""
    if _shows_something():
        current.user = current_user._get_current_object()
        demanding.hold_back()


def _shows_something() -> bool:
    if is_api_request():
        return "Authorization" in request.headers
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


@manager.request_loader
def person_behind(request: Request) -> User | None:
    """The person whose sign-in this request shows: to the API by a token, else by the host's own cookie."""
    if is_api_request() and (token := tokens.token_of_request()).startswith(api_key.PREFIX):
        return _person_of_key(token)
    g.sign_in = tokens.session_of_request() if is_api_request() else _session_of_cookie()
    if g.sign_in is None:
        return None
    g.sign_in.seen()
    return g.sign_in.user


def _person_of_key(token: str) -> User:
    """Whose key it is, with no more rights than it lends; only where one of its scopes leads."""
    key = db.session.scalar(ApiKey.by_token(token)) if current.tenant else None
    if key is None:
        raise tokens.not_good()
    if request.endpoint and not scopes.allowed_by(key.scopes, request.method, request.path):
        raise OutOfScope(scopes.scopes_for(request.method, request.path))
    key.seen(request.remote_addr or "")
    g.shown_key = key
    _lend(key.user)
    g.acting_through, g.counted_as = key.name, f"key:{key.id}"
    return key.user


def _lend(user: User) -> None:
    """Hold the person whose key this request showed to what it lends, however they were found."""
    key: ApiKey | None = g.get("shown_key")
    if key and key.user_id == user.id:
        user.acts_by_key(key.scopes)


class OutOfScope(Refused):
    """The key is good, but not for this."""

    code = "forbidden"
    status = 403

    def __init__(self, wanted: list[str]):
        super().__init__(f"This key may not do that; {' or '.join(wanted) or 'no key'} may.")
        self.headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{" ".join(wanted)}"'}


def _session_of_cookie() -> Session | None:
    return db.session.scalar(Session.by_secret(session[SECRET])) if SECRET in session else None


def become(user: User | None) -> None:
    """From here on the request is this person's, or nobody's."""
    g._login_user = current.user = user or ANONYMOUS


def present_session() -> Session | None:
    """The sign-in that this request showed its secret for."""
    return g.get("sign_in")


def shows_private() -> bool:
    """Whether this request may be shown what the account keeps for its person alone; a key never is."""
    present = present_session()
    return present is not None and present.shows_private


def _acting(user_id: int) -> User | None:
    user = db.session.get(User, user_id)
    if user is not None and has_request_context():
        demanding.hold(user)
        _lend(user)
    return user


people.people_are_found_by(_acting)
people.accounts_are_opened_by(lambda *person: User.of_address(*person).id)

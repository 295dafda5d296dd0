"""Accounts and members as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from educrowd.core.access import BOTH, PUBLIC, SIGNED_IN, needs
from educrowd.core.api import ApiBlueprint
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from . import schemas
from .entering import recognizing, resetting, signing_in, tokens
from .joining import joining, registering
from .models import Membership, User
from .second_factor import proving as second_factor

accounts = ApiBlueprint("auth_api", __name__, url_prefix="/api/v1/auth", description="Accounts and tokens")
invitations = ApiBlueprint(
    "invitations_api", __name__, url_prefix="/api/v1/invitations", description="People asked to a site"
)
members = ApiBlueprint("members_api", __name__, url_prefix="/api/v1/members", description="People of a site")


@accounts.route("/register/")
class Registration(MethodView):
    @accounts.arguments(schemas.RegisterIn)
    @accounts.created(schemas.TokensOut, at="/api/v1/auth/me/")
    @accounts.accepted("Where the site confirms addresses first: a link is on its way.")
    @needs(PUBLIC, on=BOTH)
    def post(self, body: dict[str, Any]) -> Any:
        """Make an account; on a site it joins as a student."""
        if signing_in.confirms_first():
            registering.register_unconfirmed(**body)
            return None
        return tokens.issue(registering.register(**body))


@accounts.route("/login/")
class Login(MethodView):
    @accounts.arguments(schemas.LoginIn)
    @accounts.response(200, schemas.TokensOut)
    @needs(PUBLIC, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> Any:
        """Trade an email address or user name and a password for tokens.

        Whoever has switched the second step on sends its code, or a recovery code, as `otp`; without it the answer
        is 401 `otp_required`.
        """
        login = body.get("email") or body.get("username")
        if not login:
            raise Invalid("email", "Send an email or a username.")
        user = signing_in.authenticate(login, body["password"])
        second_factor.ask(user, body.get("otp"))
        signing_in.join(user)
        return tokens.issue(user)


@accounts.route("/refresh/")
class Refresh(MethodView):
    @accounts.arguments(schemas.RefreshIn)
    @accounts.response(200, schemas.TokensOut)
    @needs(PUBLIC, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> Any:
        """Trade a refresh token, once, for a new pair."""
        return tokens.renew(body["refresh_token"])


@accounts.route("/logout/")
class Logout(MethodView):
    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self) -> None:
        """End this sign-in: its access and refresh tokens are dead at once."""
        if present := recognizing.present_session():
            present.end()


@accounts.route("/me/")
class Me(MethodView):
    @accounts.response(200, schemas.MeOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self) -> User:
        """One's own account, with the roles on this site."""
        return current.user

    @accounts.arguments(schemas.MeIn)
    @accounts.response(200, schemas.MeOut)
    @needs(SIGNED_IN, on=BOTH)
    def patch(self, body: dict[str, Any]) -> User:
        """Change one's own account."""
        user = current.user
        for name in schemas.PRIVATE if not recognizing.shows_private() else ():
            if name in body:
                raise Invalid(name, "Log in with your password, or on the platform's host, to change this.")
        for name, value in body.items():
            setattr(user if name in ("first_name", "last_name") else user.profile, name, value)
        return user


@accounts.route("/password/change/")
class PasswordChange(MethodView):
    @accounts.arguments(schemas.PasswordChangeIn)
    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """Change the password; all other sign-ins end."""
        signing_in.change_password(current.user, body["current_password"], body["new_password"])


@accounts.route("/password/reset/")
class PasswordReset(MethodView):
    @accounts.arguments(schemas.PasswordResetIn)
    @accounts.accepted("The same for known and unknown addresses.")
    @needs(PUBLIC, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """Have a link mailed that sets a new password; its token is taken on the platform's host."""
        resetting.ask(body["email"])


@accounts.route("/password/reset/confirm/")
class PasswordResetConfirmation(MethodView):
    @accounts.arguments(schemas.PasswordResetConfirmIn)
    @accounts.response(204)
    @needs(PUBLIC, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """On the platform's host: set a new password with the token from the link; it works once.

        Sites refuse the token with 422, as they may answer at domains of their owners.
        """
        resetting.confirm(body["token"], body["new_password"])


@members.route("/")
class Members(MethodView):
    @members.arguments(schemas.MemberQuery, location="query")
    @members.page(schemas.MemberOut)
    @needs("members.manage")
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """The roles that people hold on this site, or are offered: those have no `accepted_at` yet, and no name."""
        listed = Membership.here().join(Membership.user).where(Membership.is_given())
        if "role" in query:
            listed = listed.where(Membership.role == query["role"])
        if query.get("q"):
            listed = listed.where(User.named_like(query["q"]))
        return listed.options(joinedload(Membership.user).undefer(User.has_come))

    @members.arguments(schemas.MemberIn)
    @members.created(schemas.MemberOut)
    @needs("members.manage")
    def post(self, body: dict[str, Any]) -> Membership:
        """Give somebody a role; a newcomer gets a letter, and takes it by coming to the site."""
        return joining.invite(**body)


@invitations.route("/")
class Invitations(MethodView):
    @invitations.arguments(schemas.MemberIn)
    @invitations.created(schemas.MemberOut, at="/api/v1/members/{id}/")
    @needs("members.manage")
    def post(self, body: dict[str, Any]) -> Membership:
        """Ask somebody to the site by mail; the role is theirs once they have shown that the address is."""
        return joining.invite(**body)


@members.route("/<int:id>/")
class Member(MethodView):
    @members.response(200, schemas.MemberOut)
    @needs("members.manage")
    def get(self, id: int) -> Membership:
        """One role of one person."""
        return _membership(id)

    @members.arguments(schemas.MemberChanges)
    @members.response(200, schemas.MemberOut)
    @needs("members.manage")
    def patch(self, body: dict[str, Any], id: int) -> Membership:
        """Change the role or the day on which it ends."""
        return joining.change(_membership(id), **body)

    @members.response(204)
    @needs("members.manage")
    def delete(self, id: int) -> None:
        """Take the role away."""
        joining.remove(_membership(id))


def _membership(id: int) -> Membership:
    return find(Membership, id=id, tenant_id=current.tenant_id, is_active=True)

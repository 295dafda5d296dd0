"""Sign-in by a mailed link, and changes of one's address, as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import BOTH, PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current

from .. import schemas
from ..api import accounts
from ..entering import linking, signing_in, tokens
from ..second_factor import proving as second_factor
from . import changing as changing_address


@accounts.route("/login/link/")
class LoginLink(MethodView):
    @accounts.arguments(schemas.LoginLinkIn)
    @accounts.accepted("The same for known and unknown addresses.")
    @needs(PUBLIC, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """Have a link mailed that signs in without a password; it works once, for a quarter of an hour."""
        linking.ask(body["email"])


@accounts.route("/login/link/confirm/")
class LoginLinkConfirmation(MethodView):
    @accounts.arguments(schemas.LoginLinkConfirmIn)
    @accounts.response(200, schemas.TokensOut)
    @needs(PUBLIC, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> Any:
        """Trade the token from the link, once, for tokens."""
        user = linking.redeem(body["token"])
        second_factor.ask(user, body.get("otp"))
        signing_in.join(user)
        return tokens.issue(user, by_link=True)


@accounts.route("/email/change/")
class AddressChange(MethodView):
    @accounts.arguments(schemas.EmailChangeIn)
    @accounts.accepted("The same for free and taken addresses.")
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """Have a link mailed to another address that makes it yours; its token is taken on the platform's host."""
        changing_address.ask(current.user, body["email"], body["current_password"])


@accounts.route("/email/change/confirm/")
class AddressChangeConfirmation(MethodView):
    @accounts.arguments(schemas.CodeIn)
    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """On the platform's host: take the new address with the token from the link; all other sign-ins end."""
        changing_address.confirm(current.user, body["token"])


@accounts.route("/email/proof/")
class AddressProof(MethodView):
    @accounts.accepted("A link is on its way, unless the address has been proven.")
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self) -> None:
        """Have a link mailed that proves one's address; its token is taken on the platform's host."""
        changing_address.ask_for_proof(current.user)


@accounts.route("/email/proof/confirm/")
class AddressProofConfirmation(MethodView):
    @accounts.arguments(schemas.CodeIn)
    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """On the platform's host: prove one's address with the token from the link.

        What a site's staff has offered is taken by logging in there.
        """
        changing_address.prove(current.user, body["token"])

"""The second step of log-ins as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import BOTH, SIGNED_IN, needs
from educrowd.core.current import current

from ..api import accounts
from ..models import RecoveryCode
from . import proving as second_factor
from .schemas import FirstCodeIn, PasswordIn, RecoveryCodesOut, SecondStepOut, SecretOut


@accounts.route("/second-step/")
class SecondStep(MethodView):
    @accounts.response(200, SecondStepOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self) -> dict[str, Any]:
        """Whether one's log-ins ask for a code as well."""
        user = current.user
        since = user.profile.totp_since
        return {"is_on": user.has_second_factor, "since": since, "recovery_codes_left": RecoveryCode.left(user)}

    @accounts.arguments(PasswordIn)
    @accounts.response(200, SecretOut)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> dict[str, str]:
        """Get a secret for an authenticator app; nothing is on before a code of it was sent."""
        secret = second_factor.begin(current.user, body["current_password"])
        return {"secret": secret, "url": second_factor.address_of(secret, current.user)}


@accounts.route("/second-step/confirm/")
class SecondStepConfirmation(MethodView):
    @accounts.arguments(FirstCodeIn)
    @accounts.response(200, RecoveryCodesOut)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> dict[str, list[str]]:
        """Switch it on with a first code; all other sign-ins end."""
        return {"recovery_codes": second_factor.switch_on(current.user, body["code"])}


@accounts.route("/second-step/recovery-codes/")
class RecoveryCodes(MethodView):
    @accounts.arguments(PasswordIn)
    @accounts.response(200, RecoveryCodesOut)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> dict[str, list[str]]:
        """Get new recovery codes; the old ones are worth nothing."""
        return {"recovery_codes": second_factor.renew_codes(current.user, body["current_password"])}


@accounts.route("/second-step/end/")
class SecondStepEnd(MethodView):
    @accounts.arguments(PasswordIn)
    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """Switch it off; all other sign-ins end."""
        second_factor.switch_off(current.user, body["current_password"])

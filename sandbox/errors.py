"""Stripe's errors: status, type, code and words."""


class StripeError(Exception):
    """What the API refuses, with the body it answers."""

    status = 400
    type = "invalid_request_error"
    kept = False  # whether what was written before the refusal stays (a declined charge does)
    recorded = True  # whether the idempotency key remembers the refusal

    def __init__(self, message: str, code: str | None = None, param: str | None = None, **details):
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.details = details

    def body(self) -> dict:
        """The JSON body of the answer."""
        error = {"code": self.code, "doc_url": self._doc_url(), "message": self.message, "param": self.param}
        return {"error": {name: value for name, value in (error | self.details).items() if value} | {"type": self.type}}

    def _doc_url(self) -> str | None:
        return self.code and f"https://docs.stripe.com/error-codes/{self.code.replace('_', '-')}"


class InvalidRequest(StripeError):
    """A parameter that is missing, unknown or of the wrong kind; nothing had begun."""

    recorded = False


class Unauthorized(StripeError):
    status = 401
    recorded = False


class Forbidden(StripeError):
    status = 403
    recorded = False


class NotFound(StripeError):
    status = 404

    def __init__(self, kind: str, id: str, param: str = "id"):
        super().__init__(f"No such {kind.replace('_', ' ')}: '{id}'", "resource_missing", param)


class RawCardNumber(InvalidRequest):
    status = 402


class CardError(StripeError):
    """The card was refused; the attempt stays on record."""

    status = 402
    type = "card_error"
    kept = True


class IdempotencyError(StripeError):
    type = "idempotency_error"
    recorded = False


class KeyInUse(StripeError):
    status = 409
    recorded = False


class RateLimited(StripeError):
    status = 429
    recorded = False


class ServerError(StripeError):
    status = 500
    type = "api_error"
    recorded = False

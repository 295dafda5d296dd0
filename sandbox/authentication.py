"""3-D Secure: where an intent that needs it sends the cardholder."""

from sandbox import current
from sandbox.settings import settings


def next_action(intent) -> dict:
    """The `next_action` of an intent; with a return address it is a redirect."""
    url = page_url(intent)
    return_url = intent.hidden["return_url"]
    if not return_url:
        return {
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url},
        }
    return {"redirect_to_url": {"return_url": return_url, "url": url}, "type": "redirect_to_url"}


def page_url(intent) -> str:
    """The page where the cardholder passes or fails."""
    return f"{settings.origin}/3d-secure/{current.account()}/{intent['id']}?secret={intent['client_secret']}"

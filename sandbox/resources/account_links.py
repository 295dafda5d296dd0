"""https://docs.stripe.com/api/account_links"""

import secrets

from sandbox import clock, objects
from sandbox.api import post
from sandbox.params import Params
from sandbox.settings import settings

LIFETIME_SECONDS = 300


@post("/account_links")
def create(params: Params):
    account = objects.referred("account", params.need("account"), "account")
    params.need_choice("type", ("account_onboarding", "account_update"))
    params.raw("collection_options")
    secret = secrets.token_urlsafe(9)
    account.hidden["link"] = {
        "secret": secret,
        "expires_at": clock.now() + LIFETIME_SECONDS,
        "refresh_url": params.need("refresh_url"),
        "return_url": params.need("return_url"),
    }
    objects.save(account)
    url = f"{settings.origin}/onboarding/{account['id']}/{secret}"
    return objects.shape("account_link", url=url, expires_at=account.hidden["link"]["expires_at"])

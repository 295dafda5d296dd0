"""Whether visitors find a form for the newsletter on the site; letters go out all the same."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.errors import Refused

SETTING = "newsletter_form"


class NotOffered(Refused):
    code = "forbidden"
    status = 403
    message = "This site has no form for its newsletter."


def takes_subscribers() -> bool:
    """As a site is until it says otherwise."""
    return bool(current.tenant.settings.get(SETTING, True))

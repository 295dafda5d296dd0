"""What crowdfunding says no to."""

from __future__ import annotations

from educrowd.core.errors import Refused


class SoldOut(Refused):
    """The last one of a reward is gone."""

    code = "sold_out"
    message = "This reward has just sold out. Choose another one."
    field = "reward_id"


class NotOnOffer(Refused):
    """A reward before its time, or after it."""

    code = "not_on_offer"

    def __init__(self, title: str = ""):
        super().__init__(f"“{title}” is not on offer now. Choose another one.", field="reward_id")


class InStock(Refused):
    """Nobody has to wait for what is there."""

    code = "in_stock"
    message = "There is one left: you can choose it now."
    field = "variant_id"


class PlaceLapsed(Refused):
    """A place that was kept, and went on to the next in line."""

    code = "place_lapsed"
    message = "The time for this place is over, and it has gone on to the next in line."


class ProjectClosed(Refused):
    """Too late, or too early: pledges are taken only while a project is live."""

    code = "project_closed"
    message = "This project does not take pledges now."


class AlreadyBacking(Refused):
    """One person, one pledge for a project."""

    message = "You back this project already. The link in your mail changes or cancels that pledge."


class SentOtherwise(Refused):
    """One form makes one pledge; what was changed in it since is neither lost nor taken for the first."""

    message = (
        "You sent this form before with other choices. Nothing was charged. Send it again if this is what you want."
    )


class LogInFirst(Refused):
    """Nobody has proven to own the account of this address: whoever made it would see, and could cancel, the pledge."""

    message = "This address has an account. Log in to pledge, or choose a new password first."
    field = "email"


class NotReady(Refused):
    """The launch list has gaps."""

    code = "not_ready"

    def __init__(self, missing: list[str]):
        super().__init__("Before the launch: " + "; ".join(missing) + ".")
        self.missing = missing


class Frozen(Refused):
    """Backers count on what they saw."""

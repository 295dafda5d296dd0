"""Whether projects wait for a review on this site."""

from __future__ import annotations

from flask.views import MethodView

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs

from ..launching import reviewing
from ..schemas.reviews import ReviewSetting
from .blueprint import crowdfunding


@crowdfunding.route("/reviews/setting/")
class Setting(MethodView):
    @crowdfunding.response(200, ReviewSetting)
    @needs("projects.manage")
    def get(self) -> dict[str, bool]:
        """Whether the staff looks at projects before they go live."""
        return {reviewing.SETTING: reviewing.reviews_are_wanted()}

    @crowdfunding.arguments(ReviewSetting)
    @crowdfunding.response(200, ReviewSetting)
    @needs("site.manage")
    def put(self, body: dict[str, bool]) -> dict[str, bool]:
        """Have them looked at, or let creators launch by themselves."""
        set_setting(reviewing.SETTING, body[reviewing.SETTING], called="review of projects")
        return body

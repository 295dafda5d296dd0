"""A secret reward, for who was given its link."""

from __future__ import annotations

from flask import Response, request, url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.pages import go, privately, render

from ..models import Pledge, Reward
from ..pledging import links
from ..queries import pledge_of
from .blueprint import bp
from .finding import visible_reward


@bp.get("/projects/<slug>/rewards/<int:reward_id>")
@needs(PUBLIC)
def reward(slug: str, reward_id: int):
    """One that is listed stands on its project's page."""
    key = request.args.get("key", "")
    reward = visible_reward(slug, reward_id, key)
    if not reward.is_secret:
        return go(url_for("crowdfunding.project", slug=slug, _anchor=f"reward_{reward.id}"))
    return _show(reward, key)


def _show(reward: Reward, key: str) -> Response:
    mine = pledge_of(reward.project, current.user)
    page = {"project": reward.project, "reward": reward, "reward_key": key, "change_url": mine and _change(mine, key)}
    response = privately(render("crowdfunding/rewards/show.html", **page))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _change(pledge: Pledge, key: str) -> str | None:
    return links.page_of(pledge.public_id, "change", reward_key=key) if pledge.is_changeable else None

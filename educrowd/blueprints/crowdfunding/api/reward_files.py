"""Files of rewards: those who run the project add them, backers who have paid find where to load them."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import find

from ..models import Pledge, RewardFile
from ..pledging.receiving import receivers_page
from ..rewards.file_letters import tell_of_files
from ..rewards.filing import add_file, files_for, remove_file
from ..schemas.reward_files import BackerFileOut, RewardFileIn, RewardFileOut, ToldOut, file_of
from .blueprint import crowdfunding
from .rewards import own_reward


@crowdfunding.route("/rewards/<int:id>/files/")
class RewardFiles(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(RewardFileOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[RewardFile]:
        """What backers of a reward may download, the first file first."""
        return RewardFile.of(own_reward(id))

    @crowdfunding.arguments(RewardFileIn)
    @crowdfunding.created(RewardFileOut, at="/api/v1/crowdfunding/reward-files/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> RewardFile:
        """Add a file; whoever has paid for the reward may download it at once."""
        return add_file(own_reward(id), **file_of(body))


@crowdfunding.route("/rewards/<int:id>/file-letters/")
class FileLetters(MethodView):
    @crowdfunding.response(200, ToldOut)
    @needs("projects.work")
    def post(self, id: int) -> dict[str, int]:
        """Write to those who have paid and were not told of the latest file; refused where nobody is left."""
        return {"told": tell_of_files(own_reward(id))}


@crowdfunding.route("/reward-files/<int:id>/")
class OneRewardFile(MethodView):
    @crowdfunding.response(200, RewardFileOut)
    @needs("projects.work")
    def get(self, id: int) -> RewardFile:
        """One file of a reward."""
        return _own_file(id)

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Take it away, from those who have paid, too."""
        remove_file(_own_file(id))


@crowdfunding.route("/pledges/<int:id>/files/")
class PledgeFiles(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(BackerFileOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> list[RewardFile]:
        """For who gets what a pledge brings: where to load each file; none before it is paid, or once it went back."""
        pledge = _received(id)
        opened = pledge.opened_rewards
        files = [file for file in files_for(pledge) if file.reward_id in opened] if opened else []
        for file in files:
            file.url = receivers_page(pledge, "files", file.public_id)
        return files


def _received(id: int) -> Pledge:
    pledge = find(Pledge, id=id)
    return pledge if pledge.is_received_by(current.user) else abort(404)


def _own_file(id: int) -> RewardFile:
    file = find(RewardFile, id=id)
    own_reward(file.reward_id)
    return file

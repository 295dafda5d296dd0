"""Letters that tell backers of files: written when the creator says so, once for each file and backer."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Select, exists, func, select

from educrowd.core import mail
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.letters import send_in_batches
from educrowd.core.mail import mailer

from ..models import Pledge, PledgeLetter, PledgeLine, Reward, RewardFile
from ..models.errors import Frozen
from ..pledging.receiving import has_receiver, receivers_page

KIND = "file"


def untold(reward: Reward) -> int:
    """How many have paid for the reward and were not told of its latest file."""
    file = _latest(reward)
    return _count(_addressees(file)) if file else 0


def tell_of_files(reward: Reward) -> int:
    """Write to them; who buys later reads of it in the receipt. Answers how many get a letter."""
    file = _latest(reward)
    told = PledgeLetter.address(_addressees(file), kind=KIND, about_id=file.id) if file else 0
    if file is None or not told:
        raise Frozen("Nobody is left to be told of these files.")
    audit("reward.files_told", subject=reward, backers=told)
    send_file_letters.later(file.id)
    return told


@mailer
def send_file_letters(file_id: int) -> None:
    """Send the next letters about a file."""
    send_in_batches(send_file_letters, file_id, partial(_send_next, file_id))


def _addressees(file: RewardFile) -> Select[Any]:
    """The ids of paid pledges that open it and of which nobody was written to about it."""
    holds = exists().where(PledgeLine.pledge_id == Pledge.id, PledgeLine.reward_id == file.reward_id)
    is_told = exists().where(
        PledgeLetter.kind == KIND, PledgeLetter.about_id == file.id, PledgeLetter.pledge_id == Pledge.id
    )
    paid = select(Pledge.id).where(Pledge.state == "collected", Pledge.has_lost_reward.is_(False))
    return paid.where(Pledge.project_id == file.reward.project_id, holds, ~is_told, has_receiver())


def _send_next(file_id: int) -> PledgeLetter | None:
    letter = PledgeLetter.next_waiting(KIND, file_id)
    if letter is None:
        return None
    file = db.session.scalar(select(RewardFile).where(RewardFile.id == file_id))
    if file is None or file.reward_id not in letter.pledge.opened_rewards:
        return letter.become("left")
    letter.hand_over(partial(_mail, file, letter.pledge))
    return letter


def _mail(file: RewardFile, pledge: Pledge) -> str:
    return mail.deliver(
        to=pledge.receiver_email,
        subject=f"Your files for “{pledge.project.title}” are here",
        template="crowdfunding/mail/files",
        message_key=f"file:{file.id}:{pledge.id}",
        reward=file.reward,
        project=pledge.project,
        files=db.session.scalars(RewardFile.of(file.reward)).all(),
        pledge_url=receivers_page(pledge),
    )


def _latest(reward: Reward) -> RewardFile | None:
    return db.session.scalar(RewardFile.of(reward).order_by(None).order_by(RewardFile.id.desc()).limit(1))


def _count(pledges: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(pledges.subquery())) or 0

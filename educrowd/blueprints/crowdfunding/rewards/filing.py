"""Files of rewards: creators add and remove them, who has paid is told once and may have them."""

from __future__ import annotations

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.documents import remove_document, store_document
from educrowd.core.errors import Invalid

from ..models import Pledge, Reward, RewardFile
from ..models.errors import Frozen

MOST = 10


def add_file(reward: Reward, *, name: str, data: bytes) -> RewardFile:
    """Another file of a reward; whoever has paid for it may have it at once."""
    if reward.project.is_waiting:
        raise Frozen("Take the project back to a draft before you change its rewards.")
    if len(files_of(reward)) >= MOST:
        raise Invalid("file", f"A reward has at most {MOST} files: pack some into a ZIP.")
    stored = store_document(name, data)
    file = RewardFile(
        reward_id=reward.id,
        public_id=stored.public_id,
        name=stored.name,
        media_type=stored.media_type,
        size_bytes=stored.size_bytes,
    )
    db.session.add(file)
    db.session.flush()
    audit("reward.file_added", subject=reward, file=file.name)
    return file


def remove_file(file: RewardFile) -> None:
    """Take it away again, from those who have paid, too."""
    audit("reward.file_removed", subject=file.reward, file=file.name)
    remove_document(file.public_id)
    db.session.delete(file)


def remove_all_files(reward: Reward) -> None:
    """With the reward go its files."""
    for file in files_of(reward):
        remove_document(file.public_id)


def files_of(reward: Reward) -> list[RewardFile]:
    return list(db.session.scalars(RewardFile.of(reward)))


def files_for(pledge: Pledge) -> list[RewardFile]:
    """What a pledge promises in files; they are its backer's as far as `pledge.opened_rewards` goes."""
    return list(db.session.scalars(RewardFile.promised_to(pledge)))


def file_for(pledge: Pledge, public_id: str) -> RewardFile | None:
    """One file, for the backer of a pledge that opens it."""
    mine = RewardFile.promised_to(pledge).where(RewardFile.reward_id.in_(pledge.opened_rewards))
    return db.session.scalar(mine.where(RewardFile.public_id == public_id))

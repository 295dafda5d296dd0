"""The address of a secret reward: who holds it may choose it; once it is renewed, the old one opens nothing."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import current_app
from itsdangerous import Signer

from educrowd.core.current import current

from ..models import Reward


def link_to(reward: Reward) -> str:
    """The absolute address that a creator gives away."""
    path = f"/projects/{reward.project.slug}/rewards/{reward.id}"
    return f"{current.tenant.origin}{path}?{urlencode({'key': key_of(reward)})}"


def key_of(reward: Reward) -> str:
    return _signer().get_signature(_name(reward)).decode()


def opens(key: str, reward: Reward) -> bool:
    """Whether this key was made for this reward, and not before its link was renewed."""
    return _signer().verify_signature(_name(reward).encode(), key)


def _name(reward: Reward) -> str:
    return f"{current.tenant.id}:{reward.id}:{reward.link_number}"


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="reward-link")

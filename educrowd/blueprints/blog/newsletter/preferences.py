"""Which of the blog's letters somebody with an account gets."""

from __future__ import annotations

from educrowd.blueprints.auth.models import User
from educrowd.core import letter_topics, unsubscribing
from educrowd.core.letter_topics import Topic

from ..models import Subscriber
from .mailers import send_confirmation
from .subscribing import TOPIC, subscribe


def subscribes(user: User) -> bool:
    subscriber = Subscriber.at(user.email)
    return subscriber is not None and subscriber.is_confirmed


def choose_subscription(user: User, is_wanted: bool) -> None:
    """Subscribe or leave; an address that nobody has proven is asked by a letter first."""
    if is_wanted and user.is_verified:
        subscribe(user)
    elif is_wanted:
        send_confirmation.later(user.email, "account", user.name)
    elif subscriber := Subscriber.at(user.email):
        subscriber.leave()


def gets_as_member(user: User) -> bool:
    subscriber = Subscriber.at(user.email)
    return not (subscriber and subscriber.is_closed) and not unsubscribing.has_left(user.id, TOPIC)


def choose_as_member(user: User, is_wanted: bool) -> None:
    """Be written to as a member, or not any more; whoever has proven an address may open it again."""
    if not is_wanted:
        unsubscribing.leave(user.id, TOPIC)
        return
    unsubscribing.come_back(user.id, TOPIC)
    if user.is_verified and (subscriber := Subscriber.at(user.email)):
        subscriber.reopen()


letter_topics.offer(
    "News",
    Topic("blog:newsletter", "Newsletter", "Posts for subscribers.", subscribes, choose_subscription),
    Topic(
        "blog:members",
        "Posts for members",
        "Posts that are mailed to members, or to those of your courses and projects.",
        gets_as_member,
        choose_as_member,
    ),
    Topic("post-answers:*", "Answers", "That somebody answered a comment of yours below a post."),
    Topic(
        "post-comments:*",
        "Comments below your posts",
        "For authors: what readers write, and other sites say.",
    ),
    order=20,
)

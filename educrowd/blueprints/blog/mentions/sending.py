"""A post tells the pages it links to: once for each text, by a job for each link."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer
from sqlalchemy import select

from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.outbound import Blocked, Unreachable

from ..models import ImportedItem, Post, SentMention
from . import fetching
from .discovering import endpoint_of
from .places import host_of, is_address, own_hosts
from .policy import are_sent, is_for_everyone

MOST_LINKS = 50
# Somebody who saves again and again tells once.
GATHER = timedelta(minutes=5)
COME_AGAIN = (timedelta(minutes=10), timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try."""

    state: str
    endpoint: str = ""
    http_status: int | None = None
    reason: str = ""
    may_pass: bool = False


def announce(post: Post, *, is_new: bool) -> None:
    """Promise to tell of a post's links; what came from elsewhere with its links has told of them there."""
    if not are_sent() or (not is_new and _only_came_here(post)):
        return
    if links_of(post) or db.session.scalar(SentMention.of(post.id).limit(1)):
        tell_of_links.later(post.id, _at=None if is_new else utcnow() + GATHER)


def take_back(post: Post) -> None:
    """Tell of a deleted post's links that they are gone; its rows go with it."""
    if are_sent():
        for sent in db.session.scalars(SentMention.of(post.id)):
            if sent.is_known_there:
                tell_of_end.later(sent.source, sent.target)


@job(queue="bulk")
def tell_of_links(post_id: int) -> None:
    """See what is new, what has changed and what is gone, and promise to tell of each."""
    post = db.session.get(Post, post_id, with_for_update=True)
    if post is None or not are_sent():
        return
    links, digest = links_of(post), _digest(post)
    told = {sent.target: sent for sent in db.session.scalars(SentMention.of(post_id))}
    for target in links:
        sent = told.get(target) or SentMention(post_id=post_id, source=_address(post), target=target, digest="")
        if sent.is_news(digest):
            sent.wait(digest)
            _promise(sent)
    for sent in (told[target] for target in told.keys() - set(links)):
        if not sent.is_known_there:
            db.session.delete(sent)
        elif not sent.is_withdrawn:
            sent.wait("")
            _promise(sent)


@job(queue="bulk")
def send_mention(sent_id: int) -> None:
    """Tell one page; no row is held while it is awaited."""
    sent = SentMention.locked(sent_id)
    if sent is None or sent.state != "waiting" or not are_sent():
        return
    if sent.is_being_tried:
        send_mention.later(sent_id, _at=utcnow() + timedelta(minutes=2))
        return
    sent.tried_at, sent.tries = utcnow(), sent.tries + 1
    source, target, digest = sent.source, sent.target, sent.digest
    own = own_hosts()
    db.session.commit()
    outcome = deliver(source, target, own)
    sent = SentMention.locked(sent_id)
    if sent is not None and sent.digest == digest:
        _note(sent, outcome)


@job(queue="bulk")
def tell_of_end(source: str, target: str, tries: int = 1) -> None:
    """The post that linked there is gone."""
    own = own_hosts()
    db.session.commit()
    if deliver(source, target, own).may_pass and tries <= len(COME_AGAIN):
        tell_of_end.later(source, target, tries + 1, _at=utcnow() + COME_AGAIN[tries - 1])


def deliver(source: str, target: str, own: set[str]) -> Outcome:
    """Find the page's endpoint and tell it."""
    endpoint = ""
    try:
        page = fetching.get(target)
        if not page.is_there:
            return _refused(page.answer.status, "")
        endpoint = endpoint_of(page) or ""
        if not is_address(endpoint) or host_of(endpoint) in own:
            return Outcome("silent")
        answer = fetching.tell(endpoint, source=source, target=target, never=own)
    except Blocked as reason:
        return Outcome("failed", endpoint, reason=reason.message)
    except Unreachable as reason:
        return Outcome("failed", endpoint, reason=str(reason), may_pass=True)
    if 200 <= answer.status < 300:
        return Outcome("taken", endpoint, answer.status)
    return _refused(answer.status, endpoint)


def links_of(post: Post) -> list[str]:
    """Pages of other sites that everybody is led to by the post, in its order; none where not everybody reads it."""
    if not is_for_everyone(post):
        return []
    soup = BeautifulSoup(post.body_html, "html.parser", parse_only=SoupStrainer("a", href=True))
    own = own_hosts()
    found = dict.fromkeys(str(tag["href"]) for tag in soup.find_all("a"))
    return [url for url in found if is_address(url) and host_of(url) not in own][:MOST_LINKS]


def _promise(sent: SentMention) -> None:
    db.session.add(sent)
    db.session.flush()
    send_mention.later(sent.id)


def _note(sent: SentMention, outcome: Outcome) -> None:
    if outcome.may_pass and sent.tries <= len(COME_AGAIN):
        at = utcnow() + COME_AGAIN[sent.tries - 1]
        sent.reason, sent.http_status, sent.tried_at = outcome.reason, outcome.http_status, None
        send_mention.later(sent.id, _at=at)
        return
    sent.state, sent.http_status, sent.reason = outcome.state, outcome.http_status, outcome.reason
    sent.endpoint = outcome.endpoint or sent.endpoint


def _refused(status: int, endpoint: str) -> Outcome:
    what = "Its endpoint" if endpoint else "The page"
    return Outcome("failed", endpoint, status, f"{what} answered {status}.", may_pass=status >= 500 or status == 429)


def _digest(post: Post) -> str:
    return hashlib.sha256(f"{post.title}\n{post.body_html}".encode()).hexdigest()[:32]


def _address(post: Post) -> str:
    return current.tenant.origin + post.path


def _only_came_here(post: Post) -> bool:
    """Whether it is an imported post that has told nobody yet."""
    came = select(ImportedItem.post_id).where(ImportedItem.kind == "post", ImportedItem.post_id == post.id).limit(1)
    told = SentMention.of(post.id).limit(1)
    return db.session.scalar(came) is not None and db.session.scalar(told) is None

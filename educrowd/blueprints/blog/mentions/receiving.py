"""Other sites say that they link to a post: taken at once, looked at later, shown once somebody has approved it."""

from __future__ import annotations

from datetime import timedelta

from educrowd.core.comments import blocked_words
from educrowd.core.comments.spam import blocked_in
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.jobs import job
from educrowd.core.limits import address, throttle
from educrowd.core.outbound import Blocked, Unreachable

from ..models import Mention, Post
from ..signals import mention_received
from . import fetching
from .mailers import tell_of_mentions
from .places import host_of, is_address, post_at, same
from .policy import are_taken, is_blocked, takes_mentions
from .reading import Said, read

RATES = ("20 per minute", "200 per hour")
RATE_OF_HOST = "60 per hour"
RATE_OF_SITE = "1000 per hour"
# A flood fills nothing.
MOST_OF_POST = 500
MOST_OF_HOST = 100
MOST_HELD = 1_000
GATHER = timedelta(minutes=15)
COME_AGAIN = (timedelta(minutes=10), timedelta(hours=2))
CHANGED = "It says something else than when it was approved."


class Faulty(Refused):
    """It is no webmention for here."""

    code = "invalid"
    status = 400


class NotTaken(Refused):
    code = "forbidden"
    status = 403


def take(source: str, target: str) -> None:
    """Promise a look at a page that is said to link to a post here."""
    if not are_taken():
        raise NotTaken("This site takes no webmentions.")
    source, target = source.strip(), target.strip()
    _require_addresses(source, target)
    _throttle(host_of(source))
    post = post_at(target)
    if post is None:
        raise Faulty("This is no post of this site that everybody may read.", field="target")
    if not takes_mentions(post):
        raise NotTaken("This post takes no webmentions.")
    if not is_blocked(host_of(source)):
        look.later(post.id, source, target)


@job(queue="bulk")
def look(post_id: int, source: str, target: str, tries: int = 1) -> None:
    """Fetch the source and keep what it says, as long as it says it; nothing is held while it is awaited."""
    db.session.commit()
    try:
        page = fetching.get(source)
    except Blocked:
        return
    except Unreachable:
        page = None
    if page is None or page.answer.status >= 500:
        if tries <= len(COME_AGAIN):
            look.later(post_id, source, target, tries + 1, _at=utcnow() + COME_AGAIN[tries - 1])
        return
    # Two looks at once stand in line.
    post = db.session.get(Post, post_id, with_for_update=True)
    if post is None or not takes_mentions(post) or is_blocked(host_of(source)):
        return
    known = Mention.from_source(post, source)
    targets = {target, known.target} if known else {target}
    said = read(page, targets) if page.is_there else None
    if said:
        _keep(post, known, said, source=source, target=target)
    elif known and (page.is_there or page.is_gone):
        db.session.delete(known)


def _require_addresses(source: str, target: str) -> None:
    for name, url in (("source", source), ("target", target)):
        if not url:
            raise Faulty("An address is missing here.", field=name)
        if not is_address(url):
            raise Faulty("This must be the whole address of a page, beginning with http:// or https://.", field=name)
    if _page(source) == _page(target):
        raise Faulty("Both addresses are those of the same page.", field="source")


def _keep(post: Post, known: Mention | None, said: Said, *, source: str, target: str) -> None:
    mention = known or Mention(post=post, source=source, source_host=host_of(source), target=target, status="held")
    if known is None and _is_full(post, mention.source_host):
        return
    before = mention.words
    mention.kind, mention.title = said.kind, said.title
    mention.author_name, mention.body = said.author_name, said.body
    db.session.add(mention)
    if known and (mention.words == before or not known.is_published):
        return
    mention.status, mention.status_before, mention.told_at = "held", None, None
    mention.because = _because(mention) or (CHANGED if known else "")
    tell_of_mentions.later(post.id, _at=utcnow() + GATHER)
    if known is None:
        db.session.flush()
        mention_received.send(mention_id=mention.id)


def _because(mention: Mention) -> str:
    word = blocked_in(" ".join((mention.source, *mention.words)), blocked_words())
    return f"It contains “{word}”, which is on the list of blocked words." if word else ""


def _is_full(post: Post, host: str) -> bool:
    is_held = Mention.status == "held"
    return (
        Mention.count(Mention.post_id == post.id) >= MOST_OF_POST
        or Mention.count(Mention.source_host == host) >= MOST_OF_HOST
        or Mention.count(is_held) >= MOST_HELD
    )


def _page(url: str) -> str:
    return same(url).partition("#")[0]


def _throttle(host: str) -> None:
    for rate in RATES:
        throttle(rate, "webmention", address())
    throttle(RATE_OF_HOST, "webmention-source", f"{current.tenant_id}:{host}")
    throttle(RATE_OF_SITE, "webmention-site", str(current.tenant_id))

"""What readers of the demonstration sites say below posts, in every state that a comment can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db, utcnow
from educrowd.core.registry import DemoSite

from ..comments.commenting import place_below, signature
from ..models import Post, PostComment, PostCommentReport

FIRST, TRAPPED = "It is the first one of this person here.", "A field that people do not see was filled in."
LINKS = "Great article!! Visit https://cheap-pills.example and https://cheap-loans.example for best price today"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment: `who` is a part of the site ("editor"), a member's number, or the name of a guest."""

    who: str | int
    body: str
    hours_ago: int
    answers: tuple[Said, ...] = ()
    status: str = "published"
    because: str = ""
    reported: str = ""


TALKS: dict[str, dict[str, tuple[Said, ...]]] = {
    "demo": {
        "open-sky-nights-are-back-on-the-roof": (
            Said(0, "Is the small refractor on the roof as well? My daughter learned the Moon on it.", 44, (
                Said("instructor", "It is, beside the door. She may show it to the others.", 40, (
                    Said(0, "She has told the whole bus about it. See you on Thursday!", 38, (
                        Said(3, "We were on that bus. We are coming too.", 30),
                    )),
                )),
                Said("Edith from next door", "I can bring cocoa, if the fourth flight allows it.", 26),
            )),
            Said("Walter B.", "I taught physics in this building in 1974, and the ladder squeaked already then.", 33, (
                Said("editor", "Then you must come and hear that nothing has changed. We keep you a chair.", 31),
            )),
            Said(5, "What happens in the week of the holidays? Is the roof open on the first Thursday of January?", 6),
            Said("Sky Watcher", "Which eyepiece do you use for Jupiter? I only know mine at home.", 3,
                 status="held", because=FIRST),
            Said("best price", LINKS, 2, status="hidden", because=TRAPPED),
        ),
        "how-we-grade-now-and-why-there-are-fewer-numbers": (
            Said(2, "As one of the eleven percent: thank you. “Again” kept me in the room.", 190, (
                Said("instructor", "That sentence goes on the wall of the tutors’ office.", 180),
            )),
            Said(7, "Three words are still grades. You have only made the steps taller.", 150, (
                Said("editor", "True. But nobody has argued about half a step yet.", 149),
                Said(9, "You can stand on a taller step.", 120),
            )),
            Said("Concerned parent", "This is what happens when lazy people teach.", 75, reported="abuse"),
        ),
    },
    "atelier": {
        "the-press-is-older-than-the-house": (
            Said(1, "How many people did it take to carry her in?", 80, (
                Said("owner", "Six, two doors and one wall. The wall is back.", 76),
            )),
            Said("Gil", "My grandfather ran one of these in Porto. Does yours have the brass plate?", 50,
                 status="held", because=FIRST),
        ),
    },
    "nell": {
        "the-hour-before-the-ferry": (
            Said("Una’s aunt", "I am one of the two men with the net. We wondered who you were.", 60, (
                Said("owner", "Now we have to keep pretending not to know each other.", 55),
            )),
            Said(1, "“Fully dressed, as though it had come over on the night boat.” I read that to my class.", 20),
        ),
    },
}  # fmt: skip


def talk(site: DemoSite) -> None:
    """Written as rows: nobody gets a letter about what was said days ago."""
    for slug, comments in TALKS[site.slug].items():
        post = db.session.scalars(select(Post).where(Post.slug == slug)).one()
        for said in comments:
            _say(site, post, said, None)


def _say(site: DemoSite, post: Post, said: Said, parent: PostComment | None) -> None:
    author, name = _speaker(site, said.who)
    when = utcnow() - timedelta(hours=said.hours_ago)
    times = {"created_at": when, "updated_at": when, "told_at": when, "answer_told_at": when}
    state = {"status": said.status, "because": said.because, "body": said.body}
    comment = PostComment(post=post, **signature(post, author, name), **place_below(parent), **state, **times)
    db.session.add(comment)
    db.session.flush()
    if said.reported:
        comment.reports_count = 1
        db.session.add(PostCommentReport(comment_id=comment.id, reporter="a reader", reason=said.reported))
    for answer in said.answers:
        _say(site, post, answer, comment)


def _speaker(site: DemoSite, who: str | int) -> tuple[Any, str]:
    if isinstance(who, int):
        return site.members[who], ""
    known = getattr(site, who, None)
    return (known, "") if known else (ANONYMOUS, who)

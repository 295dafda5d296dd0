"""A made-up update."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from educrowd.core import specimens
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.specimens import Made

TEXT = "<p>Yesterday the mirror came back from the coating. We looked at <em>Saturn</em> first, of course.</p>"


def _contents() -> dict[str, Any]:
    origin = current.tenant.origin
    post = Made(
        title="First light",
        summary="The mirror is back, and it is good.",
        byline="Nell Arden and Ada Lovelace",
        subject=Made(title="A telescope for every school"),
    )
    return {"post": post, "html": TEXT, "post_url": origin, "subject_url": origin, "leave_url": origin}


specimens.offer(
    "blog",
    "Readers",
    lambda: {"confirm_url": current.tenant.origin},
    {
        "newsletter_confirm": ("Do you want the newsletter?", {}),
        "newsletter_known": ("You get the newsletter already", {}),
    },
)
specimens.offer("blog", "Backers", _contents, {"update": ("An update", {})})
specimens.offer(
    "blog",
    "Whoever reads a site’s answers",
    lambda: {"confirm_url": current.tenant.origin, "asker": "Nell Arden", "email": "hello@atelier.example"},
    {"reply_address": ("Do answers come to you?", {})},
)
specimens.offer(
    "blog",
    "Subscribers",
    lambda: _contents() | {"choose_url": current.tenant.origin},
    {"newsletter": ("A post as a newsletter", {})},
)


def _said() -> dict[str, Any]:
    origin, post = current.tenant.origin, Made(title="First light")
    comment = Made(post=post, author_name="Ada Lovelace", status="held", body="How dark must it be?")
    return {
        "post": post,
        "comment": comment,
        "comments": [comment],
        "mentions": [
            Made(
                who="Ida Brandt",
                source_host="staffroom.example",
                source="https://staffroom.example/saturn",
                title="They have seen Saturn",
                body="A school of ours has a telescope now, and its roof is open on Thursdays.",
            )
        ],
        "answer": Made(author_name="Nell Arden", author_role="author", body="As dark as your street allows."),
        "reports": [Made(reason="spam", words="It sells something else.")],
        "words": REASON_WORDS,
        **dict.fromkeys(("comment_url", "answer_url", "studio_url", "leave_url"), origin),
    }


COMMENTS = {
    "new_comments": ("New comments below a post", {}),
    "new_mentions": ("Other sites mention a post", {}),
    "comment_reported": ("A comment below a post was reported", {}),
}
specimens.offer("blog", "Authors and editors", _said, COMMENTS)
specimens.offer("blog", "Those who comment", _said, {"comment_answered": ("A comment below a post was answered", {})})


def _written() -> dict[str, Any]:
    message = Made(
        name="Ada Lovelace", email="ada@example.org", html=Markup("<p>Is the spring course open to beginners?</p>")
    )
    return {"message": message, "studio_url": current.tenant.origin}


specimens.offer("blog", "Owners and admins", _written, {"contact_message": ("A message by the contact form", {})})

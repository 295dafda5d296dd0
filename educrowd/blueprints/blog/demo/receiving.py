"""What visitors of the demonstration sites wrote by the contact form."""

from __future__ import annotations

from datetime import timedelta

from educrowd.core.db import db, utcnow
from educrowd.core.registry import DemoSite

from ..models import ContactMessage

FLOODED = "It has more than 2 links."
OFFER = "We bring your site to the first place! https://seo.example https://rank.example https://links.example"
# Name, words, hours ago, state, and why it was held.
MESSAGES: dict[str, tuple[tuple[str, str, int, str, str], ...]] = {
    "demo": (
        ("Helen Osei", "My class has twenty-six children and one wheelchair. Can all of us come up to the roof on a "
         "Thursday in February?\n\nWe would take the train at half past five.", 3, "unread", ""),
        ("Piotr Zielinski", "The certificate of my sister says Zielinsky. Who mends it?", 21, "unread", ""),
        ("Marguerite Aubry", "I found a theodolite in my uncle’s barn. Would your lending shelf like to have it?", 70,
         "answered", ""),
        ("Radio Northgate", "May we record five minutes at the river measurements?", 130, "read", ""),
        ("SEO Team", OFFER, 9, "held", FLOODED),
    ),
    "atelier": (
        ("Tom Ferro", "Is there a seat left at the sewing table in March? I bring my own thread.", 16, "unread", ""),
        ("Livia Prado", "We close our print shop and have eleven cases of type. Whom could they help?", 90, "read", ""),
    ),
    "nell": (
        ("A reader in Leith", "I read your last letter aloud on the ferry. Two strangers asked for the address.", 30,
         "unread", ""),
    ),
}  # fmt: skip


def receive_messages(site: DemoSite) -> None:
    """Written as rows: nobody gets a letter about them."""
    for name, body, hours_ago, state, because in reversed(MESSAGES[site.slug]):
        when = utcnow() - timedelta(hours=hours_ago)
        message = ContactMessage(name=name, email=_address(name), body=body, state=state, because=because)
        message.created_at = message.updated_at = when
        if state in ("read", "answered"):
            message.handled_by, message.handled_at = site.owner.name, when + timedelta(hours=4)
        db.session.add(message)
        db.session.flush()


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@readers.example"

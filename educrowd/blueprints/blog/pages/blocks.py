"""What a front page is made of: the kinds of blocks, what each holds, and what is asked of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Media, Tag
from ..models.illustrations import OWN
from ..models.writable import rendered
from .addresses import leads_somewhere

TITLE, TEXT, ADDRESS, BUTTON, WHO, TAG = 120, 10_000, 500, 40, 120, 100
MOST_SHOWN = 12
NOTHING: dict[str, Any] = {
    "title": "", "text": "", "picture": "", "alt": "", "label": "", "to": "", "source": "", "ids": [], "tag": "",
    "count": 3, "who": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block: how it is called, what it is for, the fields it has, and those that must be filled."""

    name: str
    words: str
    icon: str
    fields: tuple[str, ...]
    needs: tuple[str, ...] = ()


CHOSEN = ("title", "source", "ids", "count")
KINDS = {
    "hero": Kind("Opening", "A large title, a few words, a picture and a button: the first thing people see.", "star",
                 ("title", "text", "picture", "alt", "label", "to"), ("title",)),
    "text": Kind("Text", "Words of your own, with headings, lists and links.", "edit", ("title", "text"), ("text",)),
    "courses": Kind("Courses", "The newest ones, or those you choose.", "book", CHOSEN),
    "projects": Kind("Projects", "Those that take pledges now, or those you choose.", "rocket", CHOSEN),
    "posts": Kind("Posts", "The newest ones, all or those with one tag.", "list", ("title", "source", "tag", "count")),
    "newsletter": Kind("Newsletter", "A field in which people leave their address.", "mail", ("title", "text")),
    "contact": Kind("Contact", "Where you are, and a button that leads to your contact form or elsewhere.", "message",
                    ("title", "text", "label", "to")),
    "quote": Kind("Quote", "What somebody said about you.", "quote", ("text", "who"), ("text",)),
    "picture": Kind("Picture", "One picture over the whole width, with words below.", "image",
                    ("picture", "alt", "text"), ("image", "alt")),
}  # fmt: skip


def showcases() -> dict[str, registry.Showcase]:
    """What modules show in blocks, by the kind of block."""
    return {showcase.kind: showcase for showcase in registry.showcases.collect()}


def checked(kind: str, *, at: str = "", id: str = "", **fields: Any) -> dict[str, Any]:
    """A block that can be shown; Invalid names the field at fault, which `at` may stand before ("blocks.3.")."""
    if kind not in KINDS:
        raise Invalid(f"{at}kind", f"Choose one of: {', '.join(KINDS)}.")
    block = {"id": id or secrets.token_hex(4), "kind": kind}
    for name, value in fields.items():
        if name not in KINDS[kind].fields and value not in (None, NOTHING[name], ""):
            raise Invalid(f"{at}{name}", f"A block of the kind “{kind}” has no {name}.")
    block |= {name: fields.get(name) or NOTHING[name] for name in KINDS[kind].fields}
    for name in ("title", "who", "alt", "label"):
        if name in block:
            block[name] = " ".join(block[name].split())
    for rule in RULES[kind]:
        rule(block, at)
    return block | ({"html": rendered(block["text"])} if block.get("text") else {})


def taken_in(block: dict[str, Any]) -> dict[str, Any]:
    """A block that came in a site's file, as it could have been made here: its HTML comes of its words alone."""
    kind = block["kind"]
    known = {name: block[name] for name in KINDS[kind].fields if isinstance(block[name], type(NOTHING[name]))}
    if known.keys() != {*KINDS[kind].fields} or not all(isinstance(id, int) for id in known.get("ids", [])):
        raise ValueError("a block has the fields of its kind")
    if "to" in known:
        _check_contact(known, "")
    if "source" in known:
        _check_source({**known, "kind": kind}, "")
    html = {"html": rendered(known["text"])} if known.get("text") else {}
    return {"id": f"{block['id']:.12}", "kind": kind, **known, **html}


def _needs(name: str, words: str) -> Callable[[dict[str, Any], str], None]:
    def rule(block: dict[str, Any], at: str) -> None:
        if not block[name].strip():
            raise Invalid(f"{at}{name}", words)

    return rule


def _check_button(block: dict[str, Any], at: str) -> None:
    if block["to"] and not leads_somewhere(block["to"]):
        raise Invalid(f"{at}to", "A button leads to a path like /courses/, or to https://… or mailto:….")
    if block["label"] and not block["to"]:
        raise Invalid(f"{at}to", "Say where the button leads.")
    if block["to"] and not block["label"]:
        raise Invalid(f"{at}label", "Say what the button says.")


def _check_contact(block: dict[str, Any], at: str) -> None:
    if block["to"]:
        _check_button(block, at)


def _check_picture(block: dict[str, Any], at: str) -> None:
    if not block["picture"]:
        return
    own = OWN.fullmatch(block["picture"])
    kept = select(Media.alt).with_for_update(read=True, key_share=True)
    says = db.session.scalar(kept.where(Media.public_id == own[1])) if own else None
    if says is None:
        raise Invalid(f"{at}picture", "Use one of the site’s own pictures: /files/….webp.")
    block["alt"] = block["alt"] or says
    _needs("alt", "Say what the picture shows.")(block, at)


def _check_source(block: dict[str, Any], at: str) -> None:
    showcase = showcases()[block["kind"]]
    if block["source"] not in showcase.sources:
        raise Invalid(f"{at}source", f"Choose one of: {', '.join(showcase.sources)}.")
    if not 1 <= block["count"] <= MOST_SHOWN:
        raise Invalid(f"{at}count", f"Show 1 to {MOST_SHOWN}.")


def _check_chosen(block: dict[str, Any], at: str) -> None:
    block["ids"] = list(dict.fromkeys(block["ids"])) if block["source"] == "chosen" else []
    if block["source"] != "chosen":
        return
    there = showcases()[block["kind"]].choices()
    if not block["ids"] or len(block["ids"]) > MOST_SHOWN or set(block["ids"]) - set(there):
        raise Invalid(f"{at}ids", f"Choose 1 to {MOST_SHOWN} of those that everybody can see.")


def _check_tag(block: dict[str, Any], at: str) -> None:
    if block["source"] != "tag":
        block["tag"] = ""
    elif db.session.scalar(select(Tag.id).where(Tag.slug == block["tag"])) is None:
        raise Invalid(f"{at}tag", "Choose one of the tags of your posts.")


TITLED = _needs("title", "Give it a title.")
WORDED = _needs("text", "Write a few words.")
RULES: dict[str, tuple[Callable[[dict[str, Any], str], None], ...]] = {
    "hero": (TITLED, _check_picture, _check_button),
    "text": (WORDED,),
    "courses": (_check_source, _check_chosen),
    "projects": (_check_source, _check_chosen),
    "posts": (_check_source, _check_tag),
    "newsletter": (),
    "contact": (_check_contact,),
    "quote": (WORDED,),
    "picture": (_needs("picture", "Choose a picture."), _check_picture),
}

"""Footnotes as all systems write them: a number that leads to a note, and a note that leads back to its number."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

MARK = "footnote"
MOST = 1_000
# A note leads back once for each place that names it; looking at more would take hostile pages for ever.
MOST_WAYS_BACK = 50
WHOLE = {"li", "p"}
AROUND = {"ol", "ul", "div", "section", "footer"}


def take_footnotes(soup: BeautifulSoup) -> list[Tag]:
    """Take the notes out of a page, in their order; where the text names one stands a `<footnote>` with its number."""
    places = {name: each for each in soup.find_all(("a", "sup", "li", "p", "div", "span")) if (name := _id(each))}
    notes: list[Tag] = []
    inside: set[int] = set()
    for link in soup.find_all("a", href=True, limit=2 * MOST):
        note = _note(link, places) if id(link) not in inside and len(notes) < MOST else None
        if note is None:
            continue
        number = next((at for at, each in enumerate(notes, start=1) if each is note), len(notes) + 1)
        if number > len(notes):
            notes.append(note)
            inside |= {id(each) for each in note.find_all("a")}
        _mark(link, number, soup)
    for note in notes:
        _take(note, places)
    return notes


def _note(link: Tag, places: dict[str, Tag]) -> Tag | None:
    """What a link leads to, if that leads back to where the link stands."""
    target = places.get(_to(link))
    note = _whole(target) if target is not None else None
    if note is None or any(note is each for each in link.parents):
        return None
    here = [link, link.parent, link.previous_sibling, *link.find_all(id=True, limit=MOST_WAYS_BACK)]
    back = (places.get(_to(each)) for each in note.find_all("a", href=True, limit=MOST_WAYS_BACK))
    return note if any(place is each for place in back if place is not None for each in here) else None


def _whole(target: Tag) -> Tag | None:
    for each in (target, *target.parents):
        if each.name in WHOLE or "footnote" in each.get_attribute_list("class"):
            item = each.find_parent("li") if each.name == "p" else None
            return item or each
        if each.name in AROUND:
            return None
    return None


def _mark(link: Tag, number: int, soup: BeautifulSoup) -> None:
    above = link.parent
    is_raised = above is not None and above.name == "sup" and above.get_text() == link.get_text()
    mark = soup.new_tag(MARK, string=str(number))
    (above if is_raised and above is not None else link).replace_with(mark)


def _take(note: Tag, places: dict[str, Tag]) -> None:
    """The note alone, without its ways back; what held nothing else goes too."""
    own = {id(each) for each in note.descendants}
    for link in note.find_all("a", href=True):
        place = places.get(_to(link))
        if place is not None and id(place) not in own:
            link.decompose()
    around = note.parent
    note.extract()
    note.name = "div"
    while around is not None and around.name in AROUND and not around.get_text(strip=True) and not around.find("img"):
        above = around.parent
        around.decompose()
        around = above


def _id(tag: Tag) -> str:
    return str(tag.get("id") or (tag.get("name") if tag.name == "a" else "") or "")


def _to(link: Tag) -> str:
    return str(link["href"]).partition("#")[2]

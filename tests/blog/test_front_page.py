"""The front page, arranged of blocks by the site's editors."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import FrontPage, Media
from educrowd.blueprints.blog.pages.blocks import KINDS
from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import photo
from tests.crowdfunding.conftest import nell, new_project  # noqa: F401
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.queries import queries


@pytest.fixture
def edda(new_person):
    """An editor of the demo site."""
    return new_person("edda", "editor")


@pytest.fixture
def desk(studio, edda):
    """Edda's browser in the studio."""
    return studio(edda)


@pytest.fixture
def api(client, edda):
    return client(edda)


@pytest.fixture
def put(api):
    """`put({"kind": "quote", "text": "…"}, …)` arranges and publishes these blocks."""

    def put(*blocks, publish=True):
        return api.put("/api/v1/blog/front-page/", json={"blocks": list(blocks), "publish": publish})

    return put


@pytest.fixture
def picture(edda):
    current.user = edda
    media = Media.upload(photo(), name="press.jpg", alt="Our press", decorative=False)
    db.session.commit()
    return media


def main(browser, path="/") -> str:
    """What stands between header and footer."""
    return browser.get(path).text.partition("<main")[2].partition("</main>")[0]


def kinds(api) -> list[str]:
    return [block["kind"] for block in api.get("/api/v1/blog/front-page/").json["data"]["blocks"]]


def ids() -> dict[str, str]:
    db.session.expire_all()
    return {block["kind"]: block["id"] for block in FrontPage.here().blocks}


def test_a_site_that_touched_nothing_keeps_its_front_page(stars, visitor, desk, api):  # noqa: F811
    before = main(visitor)
    assert 'class="hero has-art"' in before and "Reading the Night Sky" in before
    assert kinds(api) == ["hero", "courses", "projects", "posts"]
    assert "As it arranges itself" in desk.get("/studio/front-page/").text
    assert FrontPage.here() is None and main(visitor) == before


def test_the_usual_blocks_published_show_what_stood_there(stars, visitor, desk):  # noqa: F811
    desk.submit("/studio/front-page/publication")
    seen = main(visitor)
    assert "Reading the Night Sky" in seen and f"<h1>{current.tenant.name}</h1>" in seen


def test_changes_are_a_draft_until_they_are_published(visitor, desk):
    before = main(visitor)
    answer = desk.submit("/studio/front-page/blocks/quote/new", text="They print **with care**.", who="A reader")
    assert answer.status_code == 303 and main(visitor) == before
    assert "visitors still see the usual page" in desk.get("/studio/front-page/").text
    shown = desk.get("/studio/front-page/preview")
    assert "<strong>with care</strong>" in shown.text and "nobody else sees it" in shown.text
    desk.submit("/studio/front-page/publication")
    assert "<strong>with care</strong>" in main(visitor) and "A reader" in main(visitor)
    desk.submit(f"/studio/front-page/blocks/{ids()['quote']}", text="They print slowly.", who="A reader")
    assert "with care" in main(visitor) and "Changes that visitors" in desk.get("/studio/front-page/").text
    assert "Discard what you changed?" in desk.get("/studio/front-page/discarding").text
    desk.submit("/studio/front-page/discarding")
    assert "with care" in desk.get("/studio/front-page/preview").text


def test_blocks_move_by_buttons_and_are_removed(desk, api):
    desk.submit("/studio/front-page/blocks/text/new", title="Hello", text="Welcome.")
    text = ids()["text"]
    for _ in range(7):
        desk.submit(f"/studio/front-page/blocks/{text}/move", direction="up")
    assert kinds(api) == ["text", "hero", "courses", "projects", "posts"]
    answer = desk.submit(f"/studio/front-page/blocks/{text}/move", htmx=True, direction="down")
    assert answer.status_code == 200 and 'id="blocks"' in answer.text and "<html" not in answer.text
    desk.submit(f"/studio/front-page/blocks/{ids()['projects']}/removal")
    assert kinds(api) == ["hero", "text", "courses", "posts"]
    assert desk.submit("/studio/front-page/blocks/nothing/removal").status_code == 404
    assert desk.submit("/studio/front-page/blocks/nothing/move", direction="up").status_code == 404


def test_every_kind_has_a_form_and_a_block_that_is_saved_is_shown_in_it(desk, put, stars, picture):  # noqa: F811
    assert all(kind.name in desk.get("/studio/front-page/new").text for kind in KINDS.values())
    for kind in KINDS:
        assert desk.get(f"/studio/front-page/new?kind={kind}").status_code == 200, kind
    put({"kind": "hero", "title": "We print", "picture": picture.url, "alt": "Our press"})
    form = desk.get(f"/studio/front-page/blocks/{ids()['hero']}").text
    assert 'value="We print"' in form and picture.url in form and "As it is now" in form


def test_a_hero_has_a_title_words_a_picture_and_a_button(desk, visitor):
    sent = {"title": "We print by hand", "text": "Since **1911**.", "label": "See", "to": "/courses/"}
    desk.submit("/studio/front-page/blocks/hero/new", **sent, image=(photo(), "press.jpg"), alt="Our press")
    desk.submit("/studio/front-page/blocks/hero/removal")
    desk.submit("/studio/front-page/publication")
    seen = main(visitor)
    assert "<h1>We print by hand</h1>" in seen and "<strong>1911</strong>" in seen
    assert 'alt="Our press"' in seen and "srcset=" in seen and 'href="/courses/"' in seen


def test_a_block_shows_an_earlier_picture(desk, put, visitor, picture):
    second = Media.upload(photo("red"), name="ink.jpg", alt="Ink [black]", decorative=False)
    plain = Media.upload(photo("blue"), name="line.jpg", alt="", decorative=True)
    db.session.commit()
    form = desk.get("/studio/front-page/new?kind=picture").text
    assert form.index("Ink [black]") < form.index("Our press") and f'name="chosen" value="{picture.id}"' in form
    found = desk.get("/studio/front-page/pictures?q=ink", headers={"HX-Request": "true"}).text
    assert "Ink [black]" in found and "Our press" not in found and "<html" not in found
    assert "/studio/media/?q=ink" in desk.get("/studio/front-page/pictures?q=ink").location
    new = "/studio/front-page/blocks/picture/new"
    for wrong, said in ((plain.id, "Say what the picture shows"), (2**70, "not there any more"), (0, "Choose a pict")):
        refused = desk.submit(new, chosen=wrong, text="Words that stay.")
        assert refused.status_code == 422 and said in refused.text and "Words that stay." in refused.text, said
    assert desk.submit(new, chosen=second.id).status_code == 303
    hero = {"title": "We print", "chosen": picture.id, "alt": "The old press", "image": ""}
    assert desk.submit("/studio/front-page/blocks/hero/new", **hero).status_code == 303
    desk.submit("/studio/front-page/publication")
    seen = main(visitor)
    assert 'alt="Ink [black]"' in seen and 'alt="The old press"' in seen and second.public_id in seen
    block = next(each for each in FrontPage.here().blocks if each["kind"] == "picture")
    kept = {"picture": block["picture"], "alt": block["alt"], "chosen": picture.id}
    assert desk.submit(f"/studio/front-page/blocks/{block['id']}", **kept).status_code == 303
    db.session.expire_all()
    changed = next(each for each in FrontPage.here().blocks if each["id"] == block["id"])
    assert changed["alt"] == "Our press", "not the words of the picture before"
    # Programs name its address, and need not say again what it shows.
    assert put({"kind": "picture", "picture": second.url}).json["data"]["blocks"][0]["alt"] == "Ink [black]"
    assert put({"kind": "picture", "picture": plain.url}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "sent", "said"),
    [
        ("hero", {"title": ""}, "Give it a title."),
        ("hero", {"title": "We", "label": "See"}, "Say where the button leads."),
        ("hero", {"title": "We", "to": "/courses/"}, "Say what the button says."),
        ("hero", {"title": "We", "label": "See", "to": "javascript:alert(1)"}, "A button leads to"),
        ("hero", {"title": "We", "label": "See", "to": "//evil.example"}, "A button leads to"),
        ("hero", {"title": "We", "picture": "https://elsewhere.example/x.webp", "alt": "x"}, "own pictures"),
        ("hero", {"title": "We", "image": (photo(), "press.jpg")}, "Say what the picture shows"),
        ("text", {"text": " "}, "Write a few words."),
        ("text", {"text": "x" * 10_001}, "cannot be longer"),
        ("quote", {"text": ""}, "Write a few words."),
        ("picture", {}, "Choose a picture."),
        ("picture", {"image": (photo(), "x.jpg")}, "Say what the picture shows"),
        ("courses", {"source": "chosen"}, "Choose 1 to 12"),
        ("courses", {"source": "oldest"}, "Not a valid choice"),
        ("courses", {"source": "newest", "count": "99"}, "between 1 and 12"),
        ("posts", {"source": "tag"}, "Choose one of the tags"),
    ],
)
def test_what_can_t_be_shown_is_refused_and_said(desk, kind, sent, said):
    sent = {**sent, "image": (photo(), "press.jpg")} if "image" in sent else sent
    answer = desk.submit(f"/studio/front-page/blocks/{kind}/new", **sent)
    assert answer.status_code == 422 and said in answer.text, answer.text
    assert FrontPage.here() is None
    assert db.session.scalars(select(Media)).all() == []


def test_scripts_in_words_do_nothing(put, visitor):
    put({"kind": "text", "text": "<script>alert(1)</script> [x](javascript:alert(1))", "title": "<b>Hi</b>"})
    seen = main(visitor)
    assert "<script>alert" not in seen and 'href="javascript:' not in seen and "&lt;b&gt;Hi" in seen


def test_without_an_opening_the_page_still_has_one_first_heading(put, visitor):
    put({"kind": "quote", "text": "Good."})
    assert main(visitor).count("<h1") == 1
    put({"kind": "hero", "title": "One"}, {"kind": "hero", "title": "Two"})
    seen = main(visitor)
    assert seen.count("<h1") == 1 and "<h1>One</h1>" in seen and "<h2>Two</h2>" in seen


def test_courses_and_projects_are_shown_as_chosen(put, stars, new_project, visitor):  # noqa: F811
    scope, late = new_project("Telescope"), new_project("Planetarium")
    put(
        {"kind": "courses", "source": "chosen", "ids": [stars.id], "title": "Begin here"},
        {"kind": "projects", "source": "chosen", "ids": [late.id]},
    )
    seen = main(visitor)
    assert "Begin here" in seen and "Reading the Night Sky" in seen
    assert "Planetarium" in seen and scope.title not in seen
    put({"kind": "projects", "source": "live", "count": 1})
    assert len(re.findall("Telescope|Planetarium", re.sub("<[^>]*>", "", main(visitor)))) == 1


def test_posts_of_a_tag_are_shown_newest_first(put, write, visitor):
    write("Old ink", tags=["Ink"], days_ago=3)
    write("New ink", tags=["Ink"], days_ago=1)
    write("Paper", tags=["Paper"], days_ago=0)
    write("Draft ink", tags=["Ink"])
    put(
        {"kind": "posts", "source": "tag", "tag": "ink", "title": "On ink"},
        {"kind": "posts", "source": "newest", "count": 1},
    )
    seen = main(visitor)
    by_tag, newest = seen.partition("On ink")[2].split("From the blog")
    assert by_tag.index("New ink") < by_tag.index("Old ink") and "Paper" not in by_tag and "Draft ink" not in seen
    assert "Paper" in newest and "New ink" not in newest


def test_newsletter_contact_quote_and_picture(put, picture, visitor):
    put(
        {"kind": "newsletter", "title": "Letters from the press"},
        {"kind": "contact", "text": "Mill Lane 4", "label": "Write", "to": "mailto:hello@press.example"},
        {"kind": "picture", "picture": picture.url, "alt": "Our press", "text": "In *winter*."},
    )
    seen = main(visitor)
    assert "Letters from the press" in seen and 'action="/newsletter"' in seen
    assert "Mill Lane 4" in seen and 'href="mailto:hello@press.example"' in seen
    assert 'alt="Our press"' in seen and "<em>winter</em>" in seen


def test_a_block_is_put_at_a_place(put, desk, api):
    put({"kind": "text", "text": "One"}, {"kind": "quote", "text": "Two"}, {"kind": "newsletter"})
    for kind, place, order in (
        ("newsletter", "1", ["newsletter", "text", "quote"]),
        ("newsletter", "99", ["text", "quote", "newsletter"]),
        ("text", "99999999999999999999", ["quote", "newsletter", "text"]),
        ("text", "-5", ["text", "quote", "newsletter"]),
    ):
        assert desk.submit(f"/studio/front-page/blocks/{ids()[kind]}/move", place=place).status_code == 303
        assert kinds(api) == order


def test_contact_leads_to_the_form_while_there_is_one(put, visitor):
    bare, worded = {"kind": "contact", "title": "Say hello"}, {"kind": "contact", "text": "Mill Lane 4"}
    put(bare, worded)
    assert "Say hello" not in main(visitor) and "Mill Lane 4" in main(visitor)
    assert 'href="/contact"' not in main(visitor)
    set_setting("contact_form", True, called="contact form")
    db.session.commit()
    assert main(visitor).count('href="/contact"') == 2 and "Say hello" in main(visitor)


def test_more_blocks_ask_the_database_no_more(put, stars, write, picture, new_project, visitor):  # noqa: F811
    new_project("Telescope")
    for tag in ("Ink", "Paper", "Type"):
        write(f"On {tag}", tags=[tag], days_ago=1)
    few = [
        {"kind": "picture", "picture": picture.url, "alt": "x"},
        {"kind": "courses", "source": "newest"},
        {"kind": "courses", "source": "chosen", "ids": [stars.id]},
        {"kind": "projects", "source": "live"},
        {"kind": "posts", "source": "newest"},
        {"kind": "posts", "source": "tag", "tag": "ink"},
    ]
    put(*few)
    visitor.get("/?x=1")
    with queries() as before:
        visitor.get("/?x=2")
    put(
        *few,
        *few,
        {"kind": "posts", "source": "tag", "tag": "paper"},
        {"kind": "posts", "source": "tag", "tag": "type"},
    )
    visitor.get("/?x=3")
    with queries() as after:
        visitor.get("/?x=4")
    assert len(after) == len(before), after


def test_the_page_that_visitors_share_is_made_anew(put, visitor):
    put({"kind": "quote", "text": "First."})
    assert "First." in main(visitor)
    put({"kind": "quote", "text": "Second."})
    assert "Second." in main(visitor) and "First." not in main(visitor)


def test_it_arranges_itself_again(put, desk, visitor, stars):  # noqa: F811
    put({"kind": "quote", "text": "Good."})
    desk.submit("/studio/front-page/reset")
    assert "Reading the Night Sky" in main(visitor) and "Good." not in main(visitor)
    assert "Good." in desk.get("/studio/front-page/preview").text


def test_nothing_is_not_published(put, desk, visitor):
    before = main(visitor)
    answer = put()
    assert answer.status_code == 422 and "add a block first" in answer.json["errors"][0]["message"]
    assert put(publish=False).status_code == 200
    desk.submit("/studio/front-page/publication")
    assert "add a block first" in desk.get("/studio/front-page/").text and main(visitor) == before


def test_a_program_reads_what_it_put(put, api):
    blocks = [{"kind": "quote", "text": "Good.", "who": "Ada"}, {"kind": "text", "title": "", "text": "Hello."}]
    answer = put(*blocks, publish=False)
    assert answer.status_code == 200 and answer.json["data"]["blocks"] == blocks
    read = api.get("/api/v1/blog/front-page/").json["data"]
    assert read["blocks"] == blocks and (read["is_published"], read["has_changes"]) == (False, True)
    assert put(*read["blocks"]).json["data"]["has_changes"] is False


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ({"kind": "hero"}, "blocks.1.title"),
        ({"kind": "quote", "text": "x", "tag": "ink"}, "blocks.1.tag"),
        ({"kind": "courses", "source": "newest", "count": 13}, "blocks.1.count"),
        ({"kind": "courses", "source": "newest", "count": 0}, "blocks.1.count"),
        ({"kind": "courses", "source": "chosen", "ids": [999]}, "blocks.1.ids"),
        ({"kind": "posts", "source": "tag", "tag": "nothing"}, "blocks.1.tag"),
        ({"kind": "carousel"}, "blocks.1.kind"),
        ({"kind": "picture", "picture": "/files/abc-1200.webp", "alt": "x"}, "blocks.1.picture"),
    ],
)
def test_a_program_hears_which_block_is_wrong(put, block, field):
    answer = put({"kind": "quote", "text": "Good."}, block)
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == field, answer.json
    assert FrontPage.here() is None


def test_who_writes_posts_alone_does_not_arrange(studio, client, ines):  # noqa: F811
    assert studio(ines).get("/studio/front-page/").status_code == 403
    assert client(ines).put("/api/v1/blog/front-page/", json={"blocks": []}).status_code == 403


def test_another_site_keeps_its_own(put, visit, new_site):
    put({"kind": "quote", "text": "Only here."})
    other = new_site("other")
    assert "Only here." not in main(visit(other))

"""Posts for members, learners, backers and the holders of a reward; and that nobody else reads them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core import audiences, entitlements, tenancy
from educrowd.core.audiences import Audience
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.auth.conftest import site_setting  # noqa: F401
from tests.conftest import PASSWORD
from tests.crowdfunding.conftest import back, course, end, mails, nell, new_project, pass_deadline, people  # noqa: F401
from tests.jobs import run_jobs
from tests.queries import queries

CANARY = "The flaw is in the third ring."
PICTURE = "![The third ring](/files/0123456789abcdef0123-800.webp)"
PLACES = (
    "/", "/blog/", "/blog/tags/ink", "/feed.xml", "/feed.atom", "/feed.json", "/blog/tags/ink/feed.xml", "/sitemap.xml",
    "/api/v1/blog/posts/", "/api/v1/blog/posts/?q=flaw", "/api/v1/blog/posts/?tag=ink", "/api/v1/blog/tags/",
)  # fmt: skip


@pytest.fixture
def write(demo, owner):
    """`write("members")` publishes a post for them alone."""

    def publish(audience: str, *, by=None, title: str = "Behind the door", **more) -> Post:
        current.user = by or owner
        post = Post.draft(title, body_markdown=f"{CANARY}\n\n{PICTURE}", tags=["ink"], audience=audience, **more)
        post.publish()
        db.session.commit()
        return post

    return publish


@pytest.fixture
def telescope(new_project, nell):  # noqa: F811
    """A live project with a lens that few take."""
    project = new_project("Telescope", goal=20_00)
    project.lens = add_reward(project, title="Lens", amount=40_00)
    db.session.commit()
    return project


def reads(browser, post) -> bool:
    page = browser.get(f"/blog/{post.slug}")
    assert page.status_code == 200
    return CANARY in page.text


def bearer(browser, person) -> dict[str, str]:
    login = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
    return {"Authorization": f"Bearer {login.json['data']['access_token']}"}


@pytest.fixture
def everybody(write, course, telescope):  # noqa: F811
    """A post for each kind of audience."""
    written = ("members", f"course:{course.id}", f"project:{telescope.id}", f"reward:{telescope.lens.id}")
    return [write(audience, title=f"For {audience.partition(':')[0]}") for audience in written]


def test_nothing_of_a_gated_body_leaks_anywhere(everybody, visitor, visit, demo, new_person):
    outsider = visit(demo).sign_in(new_person("eve"))
    for browser, shut in ((visitor, everybody), (outsider, everybody[1:])):
        for path in (*PLACES, *(f"/blog/{post.slug}" for post in shut)):
            answer = browser.get(path)
            shown = answer.text + str(answer.headers)
            assert answer.status_code == 200, path
            assert "third ring" not in shown.lower() and "0123456789abcdef" not in shown, path
    for post in everybody:
        assert post.slug not in visitor.get("/sitemap.xml").text
        one = visitor.get(f"/api/v1/blog/posts/{post.id}/").json["data"]
        assert (one["body_markdown"], one["body_html"], one["summary"], one["is_open"]) == ("", "", "", False)
        assert one["audience"] == post.addressed_to
    assert visitor.get("/api/v1/blog/posts/?q=flaw").json["meta"]["total"] == 0


def test_a_visitors_cached_page_and_its_etag_know_nothing_of_the_text(write, visitor, owner):
    post = write("members")
    first = visitor.get(f"/blog/{post.slug}")
    current.user = owner
    post.rewrite(body_markdown=f"{CANARY} And in the fourth.")
    stamp = {"id": post.id, "then": post.created_at}
    db.session.commit()
    db.session.execute(text("UPDATE posts SET updated_at = :then, words = 1 WHERE id = :id"), stamp)
    db.session.commit()
    pages = [first, visitor.get(f"/blog/{post.slug}"), visitor.get(f"/blog/{post.slug}")]
    assert all(CANARY not in page.text for page in pages)
    feed = visitor.get("/feed.json")
    assert "third ring" not in feed.text and feed.get_etag()[0]


def test_members_read_what_is_for_members(write, visit, demo, ada, visitor, new_person):
    post = write("members")
    assert reads(visit(demo).sign_in(ada), post)
    assert not reads(visitor, post)
    page = visitor.get(f"/blog/{post.slug}").text
    assert "The rest is for members of this site" in page and 'href="/register"' in page
    newcomer = visit(demo).sign_in(new_person("eve"))  # who signs in joins
    assert reads(newcomer, post)


def test_a_site_by_invitation_offers_no_joining(write, visitor, site_setting):  # noqa: F811
    post = write("members")
    site_setting(allow_registration=False)
    page = visitor.get(f"/blog/{post.slug}").text
    assert "The rest is for members" in page and ">Join<" not in page


def test_a_role_that_ends_ends_the_reading(write, visit, demo, ada):
    post, browser = write("members"), visit(demo).sign_in(ada)
    assert reads(browser, post)
    db.session.execute(text("UPDATE public.memberships SET is_active = false WHERE user_id = :id"), {"id": ada.id})
    db.session.commit()
    assert CANARY not in browser.get(f"/blog/{post.slug}").text


def test_learners_read_what_is_for_their_course(write, course, visit, demo, ada, owner):  # noqa: F811
    post = write(f"course:{course.id}")
    browser = visit(demo).sign_in(ada)
    assert not reads(browser, post)
    assert "enrolled in a course" in browser.get(f"/blog/{post.slug}").text
    assert course.title not in browser.get(f"/blog/{post.slug}").text
    course.publish()
    enrollment = course.enroll(ada)
    db.session.commit()
    assert reads(browser, post)
    enrollment.close()
    db.session.commit()
    assert not reads(browser, post)
    assert course.title in browser.get(f"/blog/{post.slug}").text


def test_reward_holders_read_what_is_for_them_once_paid_and_until_refunded(
    write,
    telescope,
    back,  # noqa: F811
    end,  # noqa: F811
    ada,
    new_person,
    visit,
    demo,
    owner,
    nell,  # noqa: F811
):
    from educrowd.core.payments import refund_payment

    bob = new_person("bob")
    lens, postcard = write(f"reward:{telescope.lens.id}", by=nell), telescope.rewards[0]
    pledge = back(telescope, ada, 40_00, reward=telescope.lens)
    back(telescope, bob, 10_00, reward=postcard)
    holder, other = visit(demo).sign_in(ada), visit(demo).sign_in(bob)
    assert not reads(holder, lens)
    end(telescope)
    assert reads(holder, lens) and not reads(other, lens)
    assert reads(visit(demo).sign_in(nell), lens)
    refund_payment(pledge.payment, 40_00, ordered_by=owner, reason="requested", note="", key="r1")
    run_jobs()
    assert not reads(holder, lens)


def test_a_guest_reads_from_the_page_of_their_pledge_what_its_reward_opens(
    write,
    telescope,
    back,  # noqa: F811
    end,  # noqa: F811
    people,  # noqa: F811
    visitor,
):
    [holder, other] = people(2)
    write(f"reward:{telescope.lens.id}", title="Polishing")
    paid = [back(telescope, holder, 40_00, reward=telescope.lens)]
    paid += [back(telescope, other, 10_00, reward=telescope.rewards[0])]
    page, others_page = (urlsplit(links.page_of(pledge.public_id)) for pledge in paid)
    assert "Polishing" not in visitor.get(f"{page.path}?{page.query}").text
    end(telescope)
    link = re.search(r'/blog/polishing\?key=[^"]+', visitor.get(f"{page.path}?{page.query}").text)[0]
    assert CANARY in visitor.get(link).text
    assert "Polishing" not in visitor.get(f"{others_page.path}?{others_page.query}").text
    assert CANARY not in visitor.get("/blog/polishing").text


def test_a_secret_reward_and_a_draft_project_keep_their_names(write, telescope, new_project, visitor):  # noqa: F811
    telescope.lens.is_secret = True
    draft = new_project("Hush", live=False)
    db.session.commit()
    secret, hidden = write(f"reward:{telescope.lens.id}"), write(f"project:{draft.id}")
    page = visitor.get(f"/blog/{secret.slug}").text
    assert "Lens" not in page and "backers of “Telescope”" in page
    assert "Hush" not in visitor.get(f"/blog/{hidden.slug}").text


def test_an_update_for_reward_holders_is_mailed_to_them_alone(
    write,
    telescope,
    back,  # noqa: F811
    end,  # noqa: F811
    ada,
    new_person,
    nell,  # noqa: F811
    mails,  # noqa: F811
    visitor,
):
    bob = new_person("bob")
    back(telescope, ada, 40_00, reward=telescope.lens)
    back(telescope, bob, 10_00, reward=telescope.rewards[0])
    end(telescope)
    write(f"reward:{telescope.lens.id}", by=nell, title="Polishing", about=("project", telescope.id))
    run_jobs()
    [letter] = mails("Polishing")
    assert letter["To"] == ada.email
    link = re.search(r"/blog/\S+\?key=[^\s)]+", letter.get_body(("plain",)).get_content())[0]
    assert CANARY in visitor.get(link).text
    entitlements.revoke(source=f"pledge:{back_id(ada)}")
    db.session.commit()
    assert CANARY not in visitor.get(link).text


def back_id(person) -> int:
    return db.session.scalar(text("SELECT id FROM public.pledges WHERE user_id = :id"), {"id": person.id})


def test_authors_choose_among_what_is_theirs_in_the_editor(
    visit,
    demo,
    nell,  # noqa: F811
    telescope,
    course,  # noqa: F811
    new_person,
    visitor,
):
    studio = visit(demo).sign_in(nell)
    editor = studio.submit("/studio/posts/", title="For the lens").location.replace(demo.origin, "")
    page = studio.get(editor).text
    assert f'value="reward:{telescope.lens.id}"' in page and 'value="members"' in page
    assert f'value="course:{course.id}"' not in page
    fields = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("version", "editor")}
    words = {"title": "For the lens", "body_markdown": CANARY, **fields}
    here = editor.removesuffix("/edit")
    assert studio.submit(here, **words, audience=f"course:{course.id}").status_code == 422
    assert studio.submit(here, **words, audience="reward:x").status_code == 422
    assert studio.submit(f"{here}/publication", **words, audience=f"reward:{telescope.lens.id}").status_code == 303
    post = db.session.get(Post, int(here.rpartition("/")[2]))
    assert (post.addressed_to, post.summary) == (f"reward:{telescope.lens.id}", "")
    assert not reads(visitor, post)
    assert "selected" in re.search(rf'<option[^>]*value="reward:{telescope.lens.id}"[^>]*>', studio.get(editor).text)[0]
    editor_in_chief = visit(demo).sign_in(new_person("ed", "editor"))
    assert f'value="project:{telescope.id}"' in editor_in_chief.get(editor).text


def test_the_api_offers_and_checks_audiences(visitor, nell, telescope, course, owner):  # noqa: F811
    mine, chief = bearer(visitor, nell), bearer(visitor, owner)
    offered = {one["audience"] for one in visitor.get("/api/v1/blog/audiences/", headers=mine).json["data"]}
    assert {"everyone", "members", f"project:{telescope.id}", f"reward:{telescope.lens.id}"} <= offered
    assert f"course:{course.id}" not in offered
    body = {"title": "By program", "body_markdown": CANARY, "status": "published"}
    for wrong in (f"course:{course.id}", "reward:999", "nobody", "members:3", "project", "project:0", "project:²"):
        answer = visitor.post("/api/v1/blog/posts/", json=body | {"audience": wrong}, headers=mine)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "audience"), wrong
    made = visitor.post("/api/v1/blog/posts/", json=body | {"audience": "members"}, headers=mine).json["data"]
    assert (made["audience"], made["is_open"]) == ("members", True)
    here = f"/api/v1/blog/posts/{made['id']}/"
    assert visitor.patch(here, json={"title": "Still theirs"}, headers=mine).json["data"]["audience"] == "members"
    assert visitor.get(here).json["data"]["body_markdown"] == ""
    opened = visitor.patch(here, json={"audience": "everyone"}, headers=chief).json["data"]
    assert opened["audience"] == "everyone" and visitor.get(here).json["data"]["body_markdown"] == CANARY


def test_closing_a_post_takes_its_words_out_of_lists(write, visitor, owner):
    post = write("everyone")
    assert CANARY in visitor.get("/blog/").text
    current.user = owner
    post.rewrite(audience="members")
    db.session.commit()
    for path in PLACES:
        assert "third ring" not in visitor.get(path).text, path


def test_an_audience_that_is_gone_is_nobody(write, telescope, visitor, ada):
    post = write(f"reward:{telescope.lens.id}")
    db.session.execute(text("UPDATE posts SET audience_id = 999999 WHERE id = :id"), {"id": post.id})
    db.session.commit()
    page = visitor.get(f"/blog/{post.slug}")
    assert "The rest is for nobody any more" in page.text.lower() or "Nobody any more" in page.text
    assert CANARY not in page.text
    assert not Audience("nothing", 1).has(ada.id) and not Audience("nothing", 1).is_there


def test_the_audience_of_another_site_is_none(telescope, new_site, ada, owner):
    lens, ada_id = telescope.lens.id, ada.id
    entitlements.grant(ada_id, kind="reward", subject_id=lens, source="test")
    db.session.commit()
    assert Audience("reward", lens).has(ada_id)
    db.session.refresh(owner)
    db.session.expunge(owner)
    db.session.commit()
    with tenancy.bind(new_site("other")):
        assert not Audience("reward", lens).has(ada_id)
        current.user = owner
        with pytest.raises(Invalid):
            Post.draft("Theirs", body_markdown="x", audience=f"reward:{lens}")
        db.session.rollback()


def test_a_list_of_gated_posts_costs_the_same_however_long(write, telescope, visit, demo, ada):
    browser = visit(demo).sign_in(ada)
    write(f"reward:{telescope.lens.id}")
    browser.get("/blog/")
    with queries() as few:
        browser.get("/blog/")
    for number in range(4):
        write(f"reward:{telescope.lens.id}", title=f"Number {number}")
    with queries() as many:
        browser.get("/blog/")
    assert len(many) == len(few)


def test_what_is_written_is_read_back():
    for written in ("members", "course:3", "project:7", "reward:12"):
        assert str(Audience.read(written)) == written
    for nonsense in ("", "everyone", "course", "course:", "course:0x1", "members:1", "course:-1", "course:" + "9" * 30):
        assert Audience.read(nonsense) is None, nonsense
    assert set(audiences.KINDS) == {"members", "course", "project", "reward"}

"""An update is a post of the blog and a letter to everyone who backs the project."""

from __future__ import annotations

import json
import re
import smtplib
import time
from contextvars import Context
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from flask import has_request_context
from sqlalchemy import text

from educrowd.blueprints.blog.models import Media
from educrowd.core import mail, tenancy, updates
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail_events import sign
from tests.blog.conftest import photo
from tests.jobs import run_jobs
from tests.queries import queries

SECRET = "The flaw is in the third ring."


def tell(project, by, *, audience="entitled", title="The glass has arrived", body=SECRET):
    current.user = by
    update = updates.desk().write(
        "project", project.id, title=title, body_markdown=body, audience=audience, is_published=True
    )
    db.session.commit()
    return update


def letters_of(project) -> dict[str, int]:
    return updates.desk().about("project", project.id, with_drafts=True)[0].letters


def backers(people, back, telescope, count=3):
    found = people(count)
    for person in found:
        back(telescope, person, 20_00)
    run_jobs()
    return found


def test_every_backer_gets_an_update_once_by_mail(telescope, nell, people, back, mails):
    found = backers(people, back, telescope)
    current.user = nell
    glass = Media.upload(photo(), name="glass.jpg", alt="The glass", decorative=False)
    tell(telescope, nell, body=f"{SECRET}\n\n{glass.markdown}")
    run_jobs()
    assert glass.mailed_at
    sent = mails("The glass has arrived")
    assert sorted(one["To"] for one in sent) == sorted(one.email for one in found)
    assert SECRET in sent[0].get_body(("plain",)).get_content()
    assert letters_of(telescope) == {"delivered": 3}


def test_publishing_again_writes_only_to_those_who_came_since(telescope, nell, people, back, mails):
    from educrowd.blueprints.blog.models import Post

    backers(people, back, telescope, 2)
    post = db.session.get(Post, tell(telescope, nell).id)
    run_jobs()
    backers(people, back, telescope, 1)
    post = db.session.get(Post, post.id)
    post.unpublish()
    post.publish()
    db.session.commit()
    run_jobs()
    assert len(mails("The glass has arrived")) == 3
    assert letters_of(telescope) == {"delivered": 3}


def test_who_cancelled_gets_no_letter(telescope, nell, people, back, mails):
    stays, goes = backers(people, back, telescope, 2)
    from educrowd.blueprints.crowdfunding.models import Pledge

    [pledge] = [one for one in db.session.query(Pledge) if one.user_id == goes.id]
    Pledge.locked(pledge.id).cancel()
    tell(telescope, nell)
    run_jobs()
    assert [one["To"] for one in mails("The glass has arrived")] == [stays.email]


def test_an_update_for_backers_is_open_to_backers_and_shut_to_everybody_else(
    telescope, nell, ada, people, back, visit, demo, visitor, new_person
):
    back(telescope, ada, 20_00)
    update = tell(telescope, nell)
    assert SECRET in visit(demo).sign_in(ada).get(update.url).text
    for browser in (visitor, visit(demo).sign_in(new_person("eve", "student"))):
        page = browser.get(update.url)
        assert page.status_code == 200
        assert SECRET not in page.text
        assert "The rest is for backers of “Telescope”" in page.text


def test_nothing_of_a_gated_update_leaks_into_feeds_search_api_and_sitemap(telescope, nell, visitor):
    update = tell(telescope, nell)
    gated = update.url.rpartition("/")[2]
    for path in (
        "/blog/", "/feed.xml", "/feed.atom", "/feed.json", f"/projects/{telescope.slug}", "/",
        "/api/v1/blog/posts/", f"/api/v1/blog/posts/{update.id}/", "/api/v1/blog/posts/?q=flaw",
        f"/api/v1/crowdfunding/projects/{telescope.id}/updates/",
    ):  # fmt: skip
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert "third ring" not in answer.text, path
    assert gated not in visitor.get("/sitemap.xml").text
    assert visitor.get("/api/v1/blog/posts/?q=flaw").get_json()["meta"]["total"] == 0


def test_a_guest_reads_on_by_the_letters_link_and_nobody_keeps_that_page(telescope, nell, people, back, mails, visitor):
    backers(people, back, telescope, 1)
    tell(telescope, nell)
    run_jobs()
    [letter] = mails("The glass has arrived")
    link = re.search(r"http://\S+\?key=[^\s)]+", letter.get_body(("plain",)).get_content())[0]
    path = urlsplit(link)._replace(scheme="", netloc="").geturl()
    page = visitor.get(path)
    assert SECRET in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert SECRET not in visitor.get(path[:-3] + "abc").text


def test_one_click_in_the_mail_program_ends_the_letters(telescope, nell, people, back, mails, visitor):
    backers(people, back, telescope, 1)
    tell(telescope, nell)
    run_jobs()
    [letter] = mails("The glass has arrived")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(letter["List-Unsubscribe"].strip("<>")).path
    assert "Stop these letters?" in visitor.get(path).text
    # As mail providers send it: no cookie, no origin, no token.
    assert visitor.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(telescope, nell, title="The second ring")
    run_jobs()
    assert mails("The second ring") == []
    visitor.post(f"{path}/return")
    tell(telescope, nell, title="The third letter")
    run_jobs()
    assert len(mails("The third letter")) == 1
    assert visitor.get(path[:-3] + "abc").status_code == 404


def test_an_address_that_the_other_server_refuses_has_bounced(telescope, nell, people, back, monkeypatch):
    first, _second = backers(people, back, telescope, 2)
    real = mail.deliver

    def refuse_the_first(*, to, **rest):
        if to == first.email:
            raise mail.Bounced("550 No such user")
        return real(to=to, **rest)

    monkeypatch.setattr(mail, "deliver", refuse_the_first)
    tell(telescope, nell)
    run_jobs()
    assert letters_of(telescope) == {"delivered": 1, "bounced": 1}


def test_only_a_refusal_for_good_is_a_bounce():
    class Server(smtplib.SMTP):
        def __init__(self, code: int):
            super().__init__()
            self.code = code

        def send_message(self, *args, **options):
            raise smtplib.SMTPRecipientsRefused({"a@b.example": (self.code, b"no")})

    message = EmailMessage()
    message["From"] = "x@y.example"
    with pytest.raises(mail.Bounced):
        mail._send(Server(550), message)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail._send(Server(450), message)


@pytest.fixture
def report(app, visit, monkeypatch):
    """`report(message_id, "bounced")` is what a mail provider tells."""
    monkeypatch.setitem(app.config, "MAIL_WEBHOOK_SECRET", "shared-with-the-provider")

    def send(message_id: str, event: str, *, secret="shared-with-the-provider", age=0):
        body = json.dumps({"events": [{"message_id": message_id, "event": event, "reason": "mailbox full"}]})
        sent_at = str(int(time.time()) - age)
        headers = {
            "Webhook-Id": "msg_1",
            "Webhook-Timestamp": sent_at,
            "Webhook-Signature": sign(f"msg_1.{sent_at}.{body}", secret),
            "Content-Type": "application/json",
        }
        return visit(None).post("/webhooks/mail", data=body, headers=headers).status_code

    return send


def test_a_mail_provider_reports_what_became_of_a_letter(telescope, nell, people, back, mails, report, app):
    backers(people, back, telescope, 1)
    tell(telescope, nell)
    run_jobs()
    message_id = mails("The glass has arrived")[0]["Message-ID"]
    assert report(message_id, "bounced", secret="a stranger's") == 400
    assert report(message_id, "bounced", age=3600) == 400
    db.session.rollback()
    assert letters_of(telescope) == {"delivered": 1}
    assert report("<unknown@nowhere.example>", "bounced") == 204
    assert report(message_id, "bounced") == 204
    db.session.rollback()
    assert letters_of(telescope) == {"bounced": 1}
    assert report(message_id, "delivered") == 204
    db.session.rollback()
    assert letters_of(telescope) == {"bounced": 1}


def test_the_creator_writes_an_update_from_the_projects_page(telescope, nell, ada, back, visit, demo, mails):
    back(telescope, ada, 20_00)
    studio = visit(demo).sign_in(nell)
    page = studio.get(f"/studio/projects/{telescope.id}/updates").text
    begin = re.search(r'href="(/studio/posts/new\?about=[^"]+)"', page)[1]
    assert "An update about “Telescope”" in studio.get(begin).text
    answer = studio.submit("/studio/posts/", title="First light", about=f"project:{telescope.id}")
    editor = urlsplit(answer.location).path
    fields = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', studio.get(editor).text)[1]
        for name in ("version", "editor")
    }
    post_id = int(re.search(r"/(\d+)/", editor)[1])
    words = {"title": "First light", "body_markdown": SECRET, "audience": f"project:{telescope.id}", **fields}
    answer = studio.submit(f"/studio/posts/{post_id}", **words)
    assert SECRET in studio.get(f"/studio/posts/{post_id}/letter").text
    assert mails("First light") == []
    fields["version"] = re.search(r'name="version"[^>]*value="([^"]*)"', studio.get(editor).text)[1]
    assert studio.submit(f"/studio/posts/{post_id}/publication", **words | fields).status_code == 303
    run_jobs()
    assert [one["To"] for one in mails("First light")] == [ada.email]
    row = re.search(r"First light.*?</tr>", studio.get(f"/studio/projects/{telescope.id}/updates").text, re.S)[0]
    assert re.findall(r'class="number">(\d+)<', row) == ["1", "1", "0"]
    assert studio.get(f"/studio/posts/{post_id}/letters").status_code == 200


def test_a_save_without_the_choice_does_not_open_a_gated_update(telescope, nell, visit, demo, visitor):
    update = tell(telescope, nell)
    studio = visit(demo).sign_in(nell)
    page = studio.get(update.studio_url).text
    fields = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("version", "editor")}
    studio.submit(f"/studio/posts/{update.id}", title="Changed", body_markdown=SECRET, **fields)
    page = visitor.get(update.url).text
    assert "Changed" in page
    assert SECRET not in page


def test_nobody_writes_updates_about_other_peoples_projects(telescope, new_person, visit, demo):
    eve = visit(demo).sign_in(new_person("eve", "creator"))
    assert eve.get(f"/studio/posts/new?about=project:{telescope.id}").status_code == 403
    assert eve.submit("/studio/posts/", title="Mine", about=f"project:{telescope.id}").status_code == 403
    for nonsense in ("project:0", "project:x", "course", "nothing:1", "project:99999999999999999999"):
        assert eve.get(f"/studio/posts/new?about={nonsense}").status_code == 404
    assert eve.get(f"/studio/projects/{telescope.id}/updates").status_code == 403


def test_the_api_writes_and_lists_updates(telescope, nell, visit, demo, visitor, ada, back, mails):
    back(telescope, ada, 20_00)
    address = f"/api/v1/crowdfunding/projects/{telescope.id}/updates/"
    body = {"title": "By program", "body_markdown": SECRET, "audience": "entitled"}
    token = (
        visit(demo)
        .post("/api/v1/auth/login/", json={"email": nell.email, "password": "correct horse battery staple"})
        .get_json()["data"]["access_token"]
    )
    signed_in = {"Authorization": f"Bearer {token}"}
    assert visitor.post(address, json=body).status_code == 401
    assert visitor.post(address, json={**body, "audience": "x"}, headers=signed_in).status_code == 422
    made = visitor.post(address, json=body, headers=signed_in)
    assert made.status_code == 201, made.text
    run_jobs()
    [mine] = visitor.get(address, headers=signed_in).get_json()["data"]
    assert mine["letters"] == {"delivered": 1}
    [public] = visitor.get(address).get_json()["data"]
    assert public["letters"] == {}
    assert visitor.get(f"/api/v1/blog/posts/{mine['id']}/", headers=signed_in).get_json()["data"]["body_markdown"]


def test_a_list_of_updates_costs_the_same_however_long(telescope, nell, visit, demo):
    studio = visit(demo).sign_in(nell)
    address = f"/studio/projects/{telescope.id}/updates"
    tell(telescope, nell)
    studio.get(address)
    with queries() as few:
        studio.get(address)
    for number in range(5):
        tell(telescope, nell, title=f"Number {number}")
    with queries() as many:
        studio.get(address)
    assert len(many) == len(few)


def test_updates_of_another_site_stay_there(telescope, nell, new_site):
    tell(telescope, nell)
    project_id = telescope.id
    assert len(updates.desk().about("project", project_id)) == 1
    with tenancy.bind(new_site("other")):
        assert updates.desk().about("project", project_id) == []
        assert db.session.scalar(text("SELECT count(*) FROM letters")) == 0


def test_a_worker_without_a_request_writes_the_letter(telescope, nell, app):
    from educrowd.blueprints.blog.mailing import letter_html
    from educrowd.blueprints.blog.models import Post

    update, site = tell(telescope, nell), current.tenant

    def work() -> str:
        with app.app_context(), tenancy.bind(site):
            assert not has_request_context()
            return letter_html(db.session.get_one(Post, update.id), nell_id)

    nell_id = nell.id
    assert f"{site.origin}/projects/{telescope.slug}" in Context().run(work)


def test_letters_beyond_the_plan_wait_for_another_day(telescope, nell, people, back, mails, monkeypatch):
    backers(people, back, telescope)
    monkeypatch.setattr("educrowd.core.letters.room", lambda meter: 2)
    tell(telescope, nell)
    run_jobs()
    assert letters_of(telescope) == {"delivered": 2, "waiting": 1}
    assert len(mails("The glass has arrived")) == 2
    later = text("SELECT run_at > now() + interval '20 hours' FROM public.outbox WHERE done_at IS NULL")
    assert True in db.session.scalars(later).all()

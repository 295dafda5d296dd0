"""Who letters of a site are from, and where answers go: an address that was asked first."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from educrowd.blueprints.blog.models import NewsletterLetter, Subscriber
from educrowd.core import letters, mail, tenancy
from educrowd.core.db import db
from tests.conftest import tenant_called
from tests.jobs import run_jobs

HERE = "/studio/newsletter/sender"
ASKED = "Do answers to Demo come to you?"


@pytest.fixture
def letter(app, demo, mails):
    """`letter()` is what a letter of the site looks like now."""

    def send():
        with tenancy.bind(None):
            site = tenant_called(demo.slug).snapshot()
        with tenancy.bind(site), app.test_request_context():
            mail.deliver(to="a@letters.example", subject="Hello", template="blog/mail/newsletter_known")
            db.session.commit()
        return mails("Hello")[0]

    return send


def path_of(found) -> str:
    text = found.get_body(("plain",)).get_content()
    return urlsplit(text.partition("agree (")[2].partition(")")[0]).path


def test_answers_go_to_an_address_once_it_has_agreed(studio, owner, mails, letter, visitor):
    browser = studio(owner)
    browser.submit(HERE, sender_name="Nell at Demo", reply_to="hello@letters.example")
    run_jobs()
    assert "was asked by a letter" in browser.get(HERE).text
    [asked] = mails(ASKED)
    assert asked["To"] == "hello@letters.example" and asked["Reply-To"] is None
    assert letter()["Reply-To"] is None and letter()["From"].startswith("Nell at Demo <")
    assert "Yes, they may come here" in visitor.get(path_of(asked)).text
    assert letter()["Reply-To"] is None
    assert "Thank you" in visitor.submit(path_of(asked), csrf_token="").text
    assert letter()["Reply-To"] == "hello@letters.example"
    assert visitor.submit(path_of(asked), csrf_token="").status_code == 410
    assert "was asked by a letter" not in browser.get(HERE).text
    browser.submit(HERE, sender_name="", reply_to="")
    assert letter()["Reply-To"] is None and letter()["From"].startswith("Demo <")


def test_a_link_is_good_for_the_last_address_that_was_asked(studio, owner, mails, letter, visitor):
    browser = studio(owner)
    browser.submit(HERE, reply_to="first@letters.example")
    run_jobs()
    browser.submit(HERE, reply_to="second@letters.example")
    run_jobs()
    first, second = (next(m for m in mails(ASKED) if m["To"].startswith(name)) for name in ("first", "second"))
    assert visitor.submit(path_of(first), csrf_token="").status_code == 410
    visitor.submit(path_of(second), csrf_token="")
    assert letter()["Reply-To"] == "second@letters.example"


def test_ones_own_proven_address_needs_no_letter(studio, owner, mails, letter):
    owner.is_verified = True
    db.session.commit()
    studio(owner).submit(HERE, reply_to=owner.email)
    run_jobs()
    assert mails(ASKED) == [] and letter()["Reply-To"] == owner.email


def test_no_address_and_a_name_of_two_lines_do_no_harm(studio, owner, letter):
    browser = studio(owner)
    assert browser.submit(HERE, reply_to="nobody").status_code == 422
    browser.submit(HERE, sender_name="Nell\nBcc: everybody@letters.example")
    assert "\n" not in letter()["From"] and letter()["Bcc"] is None


def test_a_site_mails_from_its_own_domain_where_the_platform_may(app, demo, letter, monkeypatch):
    assert letter()["From"].endswith(f"@{app.config['BASE_DOMAIN']}>")
    monkeypatch.setitem(app.config, "MAIL_OWN_DOMAINS", (demo.host,))
    assert letter()["From"] == f"Demo <no-reply@{demo.host}>"


def test_editors_do_not_choose_the_sender(studio, nell):
    assert studio(nell).get(HERE).status_code == 403
    assert HERE not in studio(nell).get("/studio/newsletter/").text


def test_the_same_through_the_api(client, owner, nell):
    speak = client(owner)
    put = speak.put("/api/v1/blog/sender/", json={"sender_name": "Olga", "reply_to": "hi@letters.example"})
    said = {"sender_name": "Olga", "reply_to": "", "reply_to_asked": "hi@letters.example"}
    assert put.get_json()["data"] == said == speak.get("/api/v1/blog/sender/").get_json()["data"]
    assert speak.put("/api/v1/blog/sender/", json={"reply_to": "no"}).status_code == 422
    assert client(nell).get("/api/v1/blog/sender/").status_code == 403


def test_letters_wait_where_the_plan_sends_no_more_this_month(write, studio, mails, demo, monkeypatch):
    for name in ("hana", "ida", "joe"):
        Subscriber.known(f"{name}@letters.example").confirm()
    post = write("Ink", days_ago=1)
    left = iter((2, 0))
    monkeypatch.setattr(letters, "room", lambda meter: next(left))
    studio().submit(f"/studio/posts/{post.id}/newsletter", audience="subscribers")
    run_jobs()
    assert len(mails("Ink")) == 2 and NewsletterLetter.counts([post.id])[post.id]["waiting"] == 1

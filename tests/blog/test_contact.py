"""The contact form: who may write, what is kept, whom it is told, and what programs get."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.contact.writing import forget_deleted_messages
from educrowd.blueprints.blog.models import ContactMessage
from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core import personal_data, tenancy
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs

WORDS = {"name": "Ada", "email": "ada@example.org", "body": "Is the spring course open to beginners?"}


@pytest.fixture
def is_open(demo, owner):
    """The demo site has a contact form."""
    set_setting("contact_form", True, called="contact form")
    db.session.commit()


def kept() -> list[ContactMessage]:
    db.session.expire_all()
    return list(db.session.scalars(select(ContactMessage).order_by(ContactMessage.id)))


def test_a_site_has_no_form_until_it_is_opened(visitor, demo):
    assert visitor.get("/contact").status_code == 404 and ">Contact<" not in visitor.get("/").text
    assert visitor.submit("/contact", **WORDS).status_code in (403, 404)
    assert visitor.post("/api/v1/blog/contact-messages/", json=WORDS).status_code == 403 and kept() == []


def test_its_owner_opens_it_in_the_studio_and_it_stands_in_the_menu(studio, visitor, owner):
    studio(owner).submit("/studio/contact/", is_open="y")
    assert 'href="/contact"' in visitor.get("/").text and "Write to us" in visitor.get("/contact").text
    studio(owner).submit("/studio/contact/")
    assert visitor.get("/contact").status_code == 404


def test_what_is_written_is_kept_and_told_to_the_staff(visitor, is_open, owner, mails):
    answer = visitor.submit("/contact", **WORDS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contact/sent")
    assert "Thank you, it has arrived" in visitor.get("/contact/sent").text
    (message,) = kept()
    assert (message.name, message.body, message.state) == ("Ada", WORDS["body"], "unread")
    run_jobs()
    (letter,) = [each for each in mails("wrote to") if each["To"] == owner.email]
    assert letter["Subject"].startswith("Ada wrote to") and letter["Reply-To"] == "Ada <ada@example.org>"
    assert "beginners?" in letter.get_body(("plain",)).get_content()


def test_a_name_cannot_write_headers_of_its_own(visitor, is_open, owner, mails):
    visitor.submit("/contact", **WORDS | {"name": "Ada\r\nBcc: all@example.org"})
    run_jobs()
    (letter,) = [each for each in mails("wrote to") if each["To"] == owner.email]
    assert letter["Bcc"] is None and "ada@example.org" in letter["Reply-To"]


def test_the_same_words_again_are_no_second_message(visitor, is_open):
    for _ in range(2):
        assert visitor.submit("/contact", **WORDS).status_code == 303
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Say who you are"),
        ({"email": ""}, "Without it nobody can answer you"),
        ({"email": "nobody"}, "This is not an email address"),
        ({"body": " "}, "Write something"),
        ({"body": "x" * 5_001}, "cannot be longer than 5000"),
    ],
)
def test_bad_input_is_said_keeps_what_was_typed_and_writes_nothing(visitor, is_open, changes, said):
    answer = visitor.submit("/contact", **WORDS | changes)
    assert answer.status_code == 422 and said in answer.text and kept() == []
    if "name" not in changes:
        assert 'value="Ada"' in answer.text


@pytest.mark.parametrize(
    "spam", [{"homepage": "https://spam.example"}, {"body": "Cheap CASINO tokens"}, {"name": "casino royal"}]
)
def test_spam_is_kept_apart_and_nobody_gets_a_letter(visitor, is_open, owner, mails, spam):
    set_setting("blocked_words", ["casino*"], called="blocked words")
    db.session.commit()
    assert visitor.submit("/contact", **WORDS | spam).headers["Location"] == "/contact/sent"
    run_jobs()
    assert [message.state for message in kept()] == ["held"] and mails("wrote to") == []


def test_from_one_address_come_three_in_a_minute(visitor, is_open, app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    answers = [visitor.submit("/contact", **WORDS | {"body": f"Message {n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert "Too many tries" in answers[3].text and "Message 3" in answers[3].text and len(kept()) == 3


def test_the_staff_reads_answers_deletes_and_brings_back(visitor, studio, is_open, owner):
    visitor.submit("/contact", **WORDS)
    browser = studio(owner)
    (message,) = kept()
    assert "Message from a visitor" in browser.get("/studio/").text
    page = browser.get(f"/studio/contact/{message.id}").text
    assert "beginners?" in page and "mailto:ada%40example.org" in page and kept()[0].state == "unread"
    for state in ("read", "answered", "deleted", "unread"):
        assert browser.submit(f"/studio/contact/{message.id}/state", state=state).status_code == 303
        assert (kept()[0].state, kept()[0].handled_by) == (state, owner.name)
    assert browser.submit(f"/studio/contact/{message.id}/state", state="odd").status_code == 422
    assert "Ada" in browser.get("/studio/contact/?view=nonsense").text


def test_what_was_deleted_is_gone_after_a_month(visitor, is_open, owner):
    visitor.submit("/contact", **WORDS)
    visitor.submit("/contact", **WORDS | {"body": "Something else"})
    old, young = kept()
    old.become("deleted", by=owner)
    young.become("deleted", by=owner)
    old.handled_at = utcnow() - timedelta(days=31)
    db.session.commit()
    forget_deleted_messages()
    db.session.commit()
    assert [message.body for message in kept()] == ["Something else"]


def test_programs_write_read_and_note(client, visitor, is_open, owner):
    answer = visitor.post("/api/v1/blog/contact-messages/", json=WORDS)
    assert answer.status_code == 201 and answer.json["data"] == {"taken": True}
    browser = client(owner)
    (told,) = browser.get("/api/v1/blog/contact-messages/?state=unread").json["data"]
    assert told.items() >= WORDS.items()
    place = f"/api/v1/blog/contact-messages/{told['id']}/"
    assert browser.patch(place, json={"state": "answered"}).json["data"]["handled_by"] == owner.name
    assert browser.patch(place, json={"state": "held"}).status_code == 422
    assert browser.put("/api/v1/blog/contact-form/", json={"is_open": False}).status_code == 200
    assert browser.get("/api/v1/blog/contact-form/").json["data"] == {"is_open": False}


def test_who_wrote_signed_in_finds_it_in_their_data(studio, is_open, ada):
    studio(ada).submit("/contact", **WORDS)
    parts = [each for each in personal_data.parts.collect(ada.id) if "messages_to_the_site" in str(each)]
    assert WORDS["body"] in str(parts)


def test_neither_editors_nor_another_site_read_them(studio, client, visitor, is_open, nell, new_site):
    visitor.submit("/contact", **WORDS)
    assert studio(nell).get("/studio/contact/").status_code == 403
    assert client(nell).get("/api/v1/blog/contact-messages/").status_code == 403
    with tenancy.bind(new_site("other")):
        assert kept() == []

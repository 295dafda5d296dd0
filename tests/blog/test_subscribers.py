"""Who gets the newsletter, as the staff sees it: listed, brought in with consent, taken out."""

from __future__ import annotations

import csv
import io

import pytest

from educrowd.blueprints.blog.models import Newsletter, Subscriber
from educrowd.core import personal_data
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.queries import queries

API = "/api/v1/blog"


@pytest.fixture
def people(demo) -> None:
    """One subscriber in each state."""
    Subscriber.known("pending@letters.example")
    for name in ("hana", "left", "gone", "cross"):
        Subscriber.known(f"{name}@letters.example", name=name.title()).confirm(consent="=fair")
    Subscriber.at("left@letters.example").leave()
    Subscriber.at("gone@letters.example").bounce("550 no such user", is_hard=True)
    Subscriber.at("cross@letters.example").complain()
    Subscriber.known("account@letters.example", state="account")
    db.session.commit()


def states() -> dict[str, str]:
    db.session.rollback()
    return {each.email.partition("@")[0]: each.state for each in db.session.query(Subscriber)}


def test_the_list_shows_states_counts_and_what_was_searched(studio, people):
    browser = studio()
    page = browser.get("/studio/newsletter/").text
    assert "Add a list" in page and "As CSV" in page
    assert "All 5" in page and "Confirmed 1" in page and "Bounced 1" in page and "account@" not in page
    assert "hana@" in browser.get("/studio/newsletter/?state=confirmed").text
    assert "hana@" not in browser.get("/studio/newsletter/?state=pending").text
    found = browser.get("/studio/newsletter/?q=CROSS@").text
    assert "cross@" in found and "hana@" not in found
    one = browser.get(f"/studio/newsletter/subscribers/{Subscriber.at('gone@letters.example').id}").text
    assert "550 no such user" in one and "Letters come back" in one


def test_a_longer_list_costs_no_more_questions(studio, people):
    browser = studio()
    browser.get("/studio/newsletter/")
    with queries() as few:
        browser.get("/studio/newsletter/")
    for number in range(30):
        Subscriber.known(f"n{number}@letters.example").confirm()
    db.session.commit()
    with queries() as many:
        browser.get("/studio/newsletter/")
    assert len(many) == len(few)


def test_the_csv_holds_everybody_and_no_formula(studio, people):
    table = list(csv.DictReader(io.StringIO(studio().get("/studio/newsletter/subscribers.csv").text)))
    assert len(table) == 5
    [hana] = [row for row in table if row["Email"] == "hana@letters.example"]
    assert hana["State"] == "confirmed" and hana["Consent"] == "'=fair" and hana["Confirmed"]


def test_a_list_with_consent_subscribes_whoever_did_not_leave(studio, people, mails):
    names = ("left", "gone", "pending", "hana", "new")
    table = "email;name\nnew@letters.example;New One\nnobody\n" + "".join(f"{one}@letters.example\n" for one in names)
    browser = studio()
    fields = {"people": table, "consent": "Signed the sheet at the spring fair"}
    seen = browser.submit("/studio/newsletter/list/preview", **fields).text
    for words in ("2 addresses to add", "stays out", "Gets it already", "a second time", "Is no email address"):
        assert words in seen
    assert "new" not in states()
    assert browser.submit("/studio/newsletter/list", **fields).status_code == 303
    found = states()
    assert (found["new"], found["pending"]) == ("confirmed", "confirmed")
    assert (found["left"], found["gone"]) == ("unsubscribed", "bounced")
    new = Subscriber.at("new@letters.example")
    assert (new.name, new.source, new.consent) == ("New One", "import", fields["consent"])
    run_jobs()
    assert mails("is that your wish?") == []


def test_a_list_without_consent_asks_each_by_a_letter(studio, people, mails):
    file = (io.BytesIO(b"email,name\nnew@letters.example,New\n"), "list.csv")
    browser = studio()
    seen = browser.submit("/studio/newsletter/list/preview", file=file)
    assert "Will be asked by a letter" in seen.text
    browser.submit("/studio/newsletter/list", people="new@letters.example, New", consent="")
    run_jobs()
    assert states()["new"] == "pending"
    assert [mail["To"] for mail in mails("is that your wish?")] == ["new@letters.example"]


def test_a_removed_address_is_forgotten(studio, people):
    path = f"/studio/newsletter/subscribers/{Subscriber.at('hana@letters.example').id}"
    assert studio().submit(f"{path}/removal").status_code == 303
    assert "hana" not in states()
    assert studio().get(path).status_code == 404


def test_an_author_is_no_editor(studio, ben, people):
    for path in ("/studio/newsletter/", "/studio/newsletter/subscribers.csv", "/studio/newsletter/list"):
        assert studio(ben).get(path).status_code == 403


def test_a_program_keeps_the_list(client, nell, people, mails):
    speak = client(nell)
    listed = speak.get(f"{API}/subscribers/?state=confirmed").get_json()
    assert [each["email"] for each in listed["data"]] == ["hana@letters.example"] and listed["meta"]["total"] == 1
    made = speak.post(f"{API}/subscribers/", json={"email": "New@letters.example", "consent": "By phone"})
    assert made.status_code == 201 and made.get_json()["data"]["state"] == "confirmed"
    at = made.headers["Location"]
    asked = speak.post(f"{API}/subscribers/", json={"email": "ask@letters.example"}).get_json()["data"]
    assert asked["state"] == "pending"
    closed = speak.post(f"{API}/subscribers/", json={"email": "left@letters.example", "consent": "x"})
    assert closed.status_code == 409
    looked = speak.post(f"{API}/subscribers/lists/", json={"people": [{"email": "z@letters.example"}], "dry_run": True})
    assert looked.get_json()["data"]["lines"][0]["outcome"] == "ask" and "z" not in states()
    assert speak.delete(at).status_code == 204 and "new" not in states()
    run_jobs()
    assert [mail["To"] for mail in mails("is that your wish?")] == ["ask@letters.example"]


def test_a_program_subscribes_and_confirms(visitor, mails):
    assert visitor.post(f"{API}/subscriptions/", json={"email": "api@letters.example"}).status_code == 202
    run_jobs()
    text = mails("is that your wish?")[0].get_body(("plain",)).get_content()
    code = text.partition("/newsletter/confirmation/")[2].partition(")")[0]
    assert visitor.post(f"{API}/subscriptions/confirm/", json={"code": code}).status_code == 204
    assert states()["api"] == "confirmed"
    assert visitor.post(f"{API}/subscriptions/confirm/", json={"code": code}).status_code == 422
    assert visitor.post(f"{API}/subscriptions/leave/", json={"token": "no"}).status_code == 422


def test_a_program_mails_a_post_once(client, nell, people, write, mails):
    post, speak = write("Ink", days_ago=1), client(nell)
    at = f"{API}/posts/{post.id}/newsletter/"
    assert speak.get(at).status_code == 404
    assert speak.put(at, json={"audience": "course:999"}).status_code == 422
    sent = speak.put(at, json={"audience": "subscribers"}).get_json()["data"]
    assert sent["begun_at"] and sent["letters"]["waiting"] == 1
    run_jobs()
    assert speak.get(at).get_json()["data"]["letters"]["delivered"] == 1
    assert speak.delete(at).status_code == 409
    assert speak.post(f"{at}tests/").status_code == 202
    assert [mail["To"] for mail in mails("Ink")] == ["hana@letters.example"]
    assert Newsletter.of(post).audience == "subscribers"


def test_a_subscription_is_in_the_file_of_ones_data(ada):
    Subscriber.known(ada.email).confirm(consent="By phone")
    db.session.commit()
    [part] = [part for part in personal_data.parts.collect(ada.id) if part.name == "newsletter"]
    assert part.rows[0]["state"] == "confirmed" and part.rows[0]["consent"] == "By phone"

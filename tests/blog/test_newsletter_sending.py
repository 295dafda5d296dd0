"""A post goes out as a newsletter: to whom, once each, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from educrowd.blueprints.blog.models import Newsletter, NewsletterLetter, Post, Subscriber
from educrowd.blueprints.blog.newsletter import sending
from educrowd.blueprints.blog.newsletter.sending import send_newsletter
from educrowd.blueprints.blog.publishing import publish_due_posts
from educrowd.core import mail, tenancy, unsubscribing
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from tests.blog.conftest import fields_of
from tests.jobs import run_jobs


@pytest.fixture
def subscribe(demo):
    """`subscribe("hana", "ida")` are confirmed subscribers without accounts."""

    def confirm(*names: str) -> list[Subscriber]:
        found = [Subscriber.known(f"{name}@letters.example") for name in names]
        for each in found:
            each.confirm()
        db.session.commit()
        return found

    return confirm


@pytest.fixture
def send(studio):
    """`send(post, "all")` chooses an audience on the post's newsletter page."""

    def choose(post: Post, audience: str, by=None):
        return studio(by).submit(f"/studio/posts/{post.id}/newsletter", audience=audience)

    return choose


def readers(letters) -> list[str]:
    return sorted(letter["To"] for letter in letters)


def test_a_published_post_goes_to_all_subscribers_at_once_and_never_twice(write, subscribe, send, studio, mails):
    subscribe("hana", "ida")
    Subscriber.known("pending@letters.example")
    post = write("Ink", days_ago=1, text="Black, *slowly*.")
    assert send(post, "").status_code == 422
    assert send(post, "subscribers").status_code == 303
    with tenancy.transaction(replace(current.tenant, status="suspended")):
        send_newsletter(post.id)
    assert mails("Ink") == []  # nobody could read on, or leave, on a closed site
    run_jobs()
    letters = mails("Ink")
    assert readers(letters) == ["hana@letters.example", "ida@letters.example"]
    [letter] = [each for each in letters if each["To"].startswith("hana")]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"].startswith(f"<newsletter.{current.tenant.slug}.")
    assert "<em>slowly</em>" in letter.get_body(("html",)).get_content() and "/blog/ink" in str(letter)
    send_newsletter(post.id)
    assert send(post, "all").status_code == 303  # refused with words: it is on its way
    run_jobs()
    assert len(mails("Ink")) == 2
    page = studio().get(f"/studio/posts/{post.id}/newsletter").text
    assert "Delivered" in page and "To subscribers" in page


def test_a_letter_names_all_who_wrote_the_post_and_not_whoever_keeps_it(write, subscribe, send, mails, ben):
    subscribe("hana")
    send(write("Ink", days_ago=1, co_authors=[ben], guest_names=["Mira Holt"]), "subscribers")
    run_jobs()
    text = mails("Ink")[0].get_body(("plain",)).get_content()
    assert "By Mira Holt and Ben." in text and "Nell" not in text


def test_one_click_in_a_letter_leaves_and_is_counted(write, subscribe, send, visitor, mails, studio):
    [hana] = subscribe("hana")
    post = write("Paper", days_ago=1)
    send(post, "subscribers")
    run_jobs()
    path = urlsplit(mails("Paper")[0]["List-Unsubscribe"].strip("<>")).path
    left = visitor.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Origin": "https://mail.example"})
    assert left.status_code == 200
    db.session.expire_all()
    db.session.rollback()
    assert db.session.get_one(Subscriber, hana.id).state == "unsubscribed"
    assert NewsletterLetter.counts([post.id])[post.id]["unsubscribed"] == 1
    again = write("More paper", days_ago=1)
    assert "Unsubscribed through" in studio().get(f"/studio/posts/{post.id}/newsletter").text
    send(again, "subscribers")
    run_jobs()
    assert mails("More paper") == []


def test_members_who_subscribe_as_well_get_one_letter_and_those_who_left_none(
    write, subscribe, send, mails, new_person, nell
):
    ada, bea, cleo = (new_person(name, "student") for name in ("ada", "bea", "cleo"))
    Subscriber.known(ada.email).confirm()
    Subscriber.known(bea.email).leave()
    unsubscribing.leave(cleo.id, "newsletter")
    subscribe("hana")
    post = write("Type", days_ago=1)
    send(post, "all")
    run_jobs()
    to = readers(mails("Type"))
    assert to.count(ada.email) == 1 and "hana@letters.example" in to and nell.email in to
    assert bea.email not in to and cleo.email not in to
    assert Subscriber.at(nell.email).state == "account"


def test_a_member_leaves_all_newsletters_by_the_link_of_one(write, send, mails, ada, visitor):
    post = write("Glue", days_ago=1)
    send(post, "members")
    run_jobs()
    [letter] = [each for each in mails("Glue") if each["To"] == ada.email]
    visitor.post(urlsplit(letter["List-Unsubscribe"].strip("<>")).path)
    db.session.rollback()
    assert unsubscribing.has_left(ada.id, "newsletter")
    send(write("Thread", days_ago=1), "members")
    run_jobs()
    assert ada.email not in readers(mails("Thread"))


def test_a_choice_in_the_editor_goes_out_when_the_scheduled_post_appears(write, subscribe, studio, mails):
    subscribe("hana")
    post, browser = write("Foil"), studio()
    page = browser.get(f"/studio/posts/{post.id}/edit")
    assert "Subscribers and members" in page.text
    saved = {"title": "Foil", "body_markdown": "Gold.", "newsletter": "subscribers", **fields_of(page)}
    soon = (utcnow() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert browser.submit(f"/studio/posts/{post.id}/schedule", **saved, published_at=soon).status_code == 303
    run_jobs()
    assert mails("Foil") == [] and not Newsletter.of(post).has_begun
    db.session.get_one(Post, post.id).published_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    publish_due_posts()
    run_jobs()
    assert readers(mails("Foil")) == ["hana@letters.example"]


def test_a_post_for_some_goes_to_those_alone_and_their_link_opens_it(write, subscribe, send, mails, ada, visitor):
    subscribe("hana")
    post = write("Secret", days_ago=1, text="The recipe.", audience="members")
    assert send(post, "subscribers").status_code == 422
    send(post, "members")
    run_jobs()
    to = readers(mails("Secret"))
    assert ada.email in to and "hana@letters.example" not in to
    [letter] = [each for each in mails("Secret") if each["To"] == ada.email]
    address = urlsplit(letter.get_body(("plain",)).get_content().split("(")[1].split(")")[0])
    assert "The recipe." in visitor.get(f"{address.path}?{address.query}").text
    assert "The recipe." not in visitor.get(address.path).text


def test_a_killed_worker_goes_on_where_it_was_and_nobody_gets_two(write, subscribe, send, mails, monkeypatch):
    subscribe(*"abcde")
    post = write("Press", days_ago=1)
    delivered, deliver = [], mail.deliver

    def dies_after_two(**letter):
        if len(delivered) == 2:
            delivered.append("the third is handed over, and the worker dies before it can note that")
            deliver(**letter)
            raise KeyboardInterrupt
        delivered.append(letter["to"])
        return deliver(**letter)

    send(post, "subscribers")
    monkeypatch.setattr(mail, "deliver", dies_after_two)
    with pytest.raises(KeyboardInterrupt):
        send_newsletter(post.id)
    db.session.rollback()
    assert NewsletterLetter.counts([post.id])[post.id] == {
        "delivered": 2, "waiting": 3, "unsubscribed": 0, "complained": 0,
    }  # fmt: skip
    monkeypatch.setattr(mail, "deliver", deliver)
    run_jobs()
    assert len(mails("Press")) == 5 and len(set(readers(mails("Press")))) == 5


def test_who_leaves_while_letters_wait_gets_none(write, subscribe, send, mails):
    [hana] = subscribe("hana")
    post = write("Wax", days_ago=1)
    send(post, "subscribers")
    db.session.get_one(Subscriber, hana.id).leave()
    run_jobs()
    assert mails("Wax") == []
    assert NewsletterLetter.counts([post.id])[post.id]["left"] == 1


def test_an_address_that_the_server_refuses_gets_nothing_more(write, subscribe, send, monkeypatch):
    [hana] = subscribe("hana")

    def refuse(**letter):
        raise mail.Bounced("550 no such user")

    monkeypatch.setattr(sending.mail, "deliver", refuse)
    send(write("Ash", days_ago=1), "subscribers")
    run_jobs()
    hana = db.session.get_one(Subscriber, hana.id)
    assert (hana.state, hana.reason) == ("bounced", "550 no such user")


def test_a_test_letter_goes_to_oneself_alone(write, subscribe, studio, mails, nell):
    subscribe("hana")
    post = write("Proof")
    browser = studio()
    assert "<em>" not in browser.get(f"/studio/posts/{post.id}/newsletter/letter").text
    assert browser.submit(f"/studio/posts/{post.id}/newsletter/test").status_code == 303
    run_jobs()
    assert readers(mails("Proof")) == [nell.email] and mails("[Test] Proof")


def test_only_editors_send_and_authors_look_at_their_own(write, studio, send, ben, nell):
    mine, hers = write("Mine", by=ben), write("Hers")
    browser = studio(ben)
    assert browser.get(f"/studio/posts/{mine.id}/newsletter").status_code == 200
    assert browser.get(f"/studio/posts/{hers.id}/newsletter").status_code == 403
    assert send(mine, "subscribers", by=ben).status_code == 403


def test_what_is_chosen_can_be_taken_back_before_it_appears(write, subscribe, send, mails):
    subscribe("hana")
    post = write("Lead")
    send(post, "subscribers")
    send(post, "")
    db.session.rollback()
    assert Newsletter.of(post) is None
    db.session.get_one(Post, post.id).publish()
    run_jobs()
    assert mails("Lead") == []

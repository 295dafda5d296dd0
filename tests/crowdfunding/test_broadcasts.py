"""One letter of a creator to many backers: to whom, once each, and what became of it."""

from __future__ import annotations

import re

import pytest

from educrowd.blueprints.crowdfunding.messages.broadcasting import audience_of, broadcast, count_of, send_broadcast
from educrowd.blueprints.crowdfunding.models import Broadcast, BroadcastLetter
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core import letters as core_letters
from educrowd.core import mail, unsubscribing
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.mail_events import letter_reported
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


@pytest.fixture
def backers(telescope, back, people):
    """Three: one with the postcard, two without a reward."""
    guests = people(3)
    return [
        back(telescope, guest, 20_00, reward=telescope.rewards[0] if n == 0 else None) for n, guest in enumerate(guests)
    ]


@pytest.fixture
def write(telescope, nell):
    def send(token: str = "one", *, state: str = "counting", reward_id: int | None = None) -> Broadcast:
        words = {"subject": "Your size, please", "body": "Which one is yours?"}
        sent = broadcast(telescope, nell, token=token, state=state, reward_id=reward_id, **words)
        db.session.commit()
        return sent

    return send


def test_a_letter_is_looked_at_first_and_then_reaches_everybody_once(telescope, backers, creator, mails, visitor):
    here = f"/studio/projects/{telescope.id}/letters"
    token = re.search(r'name="token"[^>]*value="([^"]+)"', creator.get(f"{here}/new").text)[1]
    written = {"subject": "Your size, please", "body": "Which one?\n\nhttps://mirror.example", "state": "counting"}
    written |= {"token": token, "reward_id": ""}
    seen = creator.submit(f"{here}/preview", **written).text
    assert "Send to 3 backers" in seen
    assert '<a href="https://mirror.example"' in seen
    assert db.session.query(Broadcast).count() == 0
    answer, again = (creator.submit(f"{here}/", **written) for _ in range(2))
    assert answer.location == again.location
    run_jobs()
    found = mails("Your size, please")
    assert sorted(letter["To"] for letter in found) == sorted(pledge.user.email for pledge in backers)
    assert found[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.search(r"Delivered</th>\s*<td[^>]*>3<", creator.get(answer.location).text)
    assert "3 delivered" in creator.get(f"{here}/").text
    page = path_of(links.page_of(backers[0].public_id, "messages"))
    assert "Which one?" in visitor.get(page).text


def test_those_who_fit_get_it_and_nobody_else(telescope, backers, write, mails):
    postcard = telescope.rewards[0]
    assert count_of(audience_of(telescope, "counting", postcard.id)) == 1
    assert count_of(audience_of(telescope, "counting", 0)) == 2
    assert count_of(audience_of(telescope, "paid")) == 0
    write(reward_id=postcard.id)
    run_jobs()
    assert [letter["To"] for letter in mails("Your size")] == [backers[0].user.email]


def test_states_are_told_apart_after_the_end(half_paid, nell):
    telescope, paid, owed = half_paid
    assert list(db.session.scalars(audience_of(telescope, "paid"))) == [paid]
    assert list(db.session.scalars(audience_of(telescope, "at_risk"))) == [owed]
    assert count_of(audience_of(telescope, "not_charged")) == 0


def test_a_letter_to_nobody_and_one_about_somebody_elses_reward_are_refused(telescope, backers, write, new_project):
    with pytest.raises(Invalid):
        write(state="paid")
    with pytest.raises(Invalid):
        write(reward_id=new_project("Comet").rewards[0].id)


def test_who_wants_no_news_of_the_project_gets_none_and_still_finds_it_on_the_pledges_page(
    telescope, backers, write, mails, visitor
):
    gone = backers[1]
    unsubscribing.leave(gone.user_id, f"project:{telescope.id}")
    sent = write()
    run_jobs()
    assert gone.user.email not in {letter["To"] for letter in mails("Your size")}
    assert sent.letters == {"delivered": 2, "left": 1}
    assert "Which one is yours?" in visitor.get(path_of(links.page_of(gone.public_id, "messages"))).text


def test_what_comes_back_is_shown_with_its_reason(telescope, backers, write, creator, monkeypatch):
    def refuse(**letter):
        raise mail.Bounced("550 no such user")

    monkeypatch.setattr(mail, "deliver", refuse)
    sent = write()
    send_broadcast(sent.id)
    page = creator.get(f"/studio/projects/{telescope.id}/letters/{sent.id}/").text
    assert "550 no such user" in page
    assert backers[0].user.name in page


def test_a_report_of_the_mail_provider_is_noted(telescope, backers, write, monkeypatch):
    monkeypatch.setattr(mail, "is_mailbox", lambda: False)
    sent = write()
    run_jobs()
    assert sent.letters == {"sent": 3}
    letter = db.session.query(BroadcastLetter).first()
    letter_reported.send(message_id=letter.message_id, event="bounced", reason="mailbox full")
    db.session.commit()
    assert sent.letters == {"sent": 2, "bounced": 1}


def test_a_run_that_dies_midway_sends_nobody_a_second_letter(telescope, backers, write, mails, monkeypatch):
    deliver, calls = mail.deliver, []

    def die_at_the_second(**letter):
        calls.append(letter["to"])
        if len(calls) == 2:
            raise RuntimeError("the worker is killed")
        return deliver(**letter)

    sent = write()
    monkeypatch.setattr(mail, "deliver", die_at_the_second)
    with pytest.raises(RuntimeError):
        send_broadcast(sent.id)
    db.session.rollback()
    send_broadcast(sent.id)
    db.session.commit()
    assert len(mails("Your size")) == 3
    assert len(calls) == 4


def test_many_letters_go_out_in_batches(telescope, backers, write, mails, monkeypatch):
    monkeypatch.setattr(core_letters, "BATCH", 2)
    write()
    run_jobs()
    assert len(mails("Your size")) == 3


def test_whoever_writes_to_many_too_often_waits(telescope, backers, write, app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    for number in range(10):
        write(token=f"token {number}")
    with pytest.raises(Refused) as refusal:
        write(token="one too many")
    assert refusal.value.status == 429


def test_a_form_that_lacks_something_comes_back(telescope, backers, creator):
    here = f"/studio/projects/{telescope.id}/letters"
    good = {"subject": "Hi", "body": "Hello", "state": "counting", "reward_id": "", "token": "x"}
    for gap in ({"subject": ""}, {"body": ""}, {"state": "everyone"}, {"reward_id": "12345"}, {"token": ""}):
        assert creator.submit(f"{here}/preview", **good | gap).status_code == 422
        assert creator.submit(f"{here}/", **good | gap).status_code == 422
    assert creator.submit(f"{here}/", **good | {"state": "paid"}).status_code == 422
    assert db.session.query(Broadcast).count() == 0


def test_broadcasts_through_the_api(telescope, backers, nell, owner, ada, client):
    creators, here = client(nell), f"/projects/{telescope.id}/broadcasts/"
    body = {"subject": "Your size, please", "body": "Which one?"}
    made = creators("POST", here, body, **{"Idempotency-Key": "once"})
    assert made.status_code == 201
    assert creators("POST", here, body, **{"Idempotency-Key": "once"}).json["data"]["id"] == made.json["data"]["id"]
    run_jobs()
    one = made.headers["Location"].partition("/crowdfunding")[2]
    shown = creators("GET", one).json["data"]["letters"]
    assert shown == {"waiting": 0, "sent": 0, "delivered": 3, "bounced": 0, "left": 0}
    assert creators("GET", here).json["meta"]["total"] == 1
    assert creators("POST", here, body | {"state": "paid"}).status_code == 422
    assert creators("POST", here, body | {"reward_id": 10**12}).status_code == 422
    assert client(owner)("POST", here, body).status_code == 403
    assert client(owner)("GET", one).status_code == 404
    assert client(ada)("GET", here).status_code == 403

"""Messages between a backer and those who run the project: private, told by letter, read by the staff on report."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import text, update

from educrowd.blueprints.crowdfunding.messages.messaging import (
    NoBacker,
    report_conversation,
    write_as_backer,
    write_as_team,
)
from educrowd.blueprints.crowdfunding.models import Conversation, Message
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core import unsubscribing
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.outbox import OutboxEntry
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def pledge(telescope, back, people):
    """A guest's."""
    return back(telescope, people(1)[0], 20_00)


@pytest.fixture
def page(pledge):
    return path_of(links.page_of(pledge.public_id, "messages"))


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


def two_minutes_pass() -> None:
    db.session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(run_at=utcnow()))
    run_jobs()


def thread_of(pledge) -> Conversation:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Conversation).filter_by(pledge_id=pledge.id).one()


def test_a_guest_writes_by_the_signed_link_and_the_creator_answers(pledge, page, visitor, creator, nell, mails):
    assert visitor.submit(page, body="When does it ship?").status_code == 303
    two_minutes_pass()
    [notice] = mails("wrote to you about “Telescope”")
    assert (notice["To"], notice["List-Unsubscribe-Post"]) == (nell.email, "List-Unsubscribe=One-Click")
    assert "When does it ship?" in notice.get_body(("plain",)).get_content()
    thread = thread_of(pledge)
    assert "When does it ship?" in creator.get("/studio/messages/").text
    here = f"/studio/messages/{thread.id}/"
    assert "When does it ship?" in creator.get(here).text
    assert creator.submit(here, body="In spring.").status_code == 303
    two_minutes_pass()
    [answer] = mails("Nell wrote to you")
    assert answer["To"] == pledge.user.email
    words = answer.get_body(("plain",)).get_content()
    link = next(word.strip("()") for word in words.split() if "/messages?" in word)
    assert "In spring." in visitor.get(path_of(link)).text


def test_the_page_opens_to_its_key_alone(pledge, page, visitor, ada, visit, demo):
    bare = f"/pledges/{pledge.public_id}/messages"
    assert visitor.get(page).headers["Cache-Control"] == "private, no-store"
    for browser in (visitor, visit(demo).sign_in(ada)):
        assert browser.get(bare).status_code == 404
        assert browser.submit(bare, body="Forged").status_code == 404
        assert browser.get(f"{bare}.csv").status_code == 404
    assert db.session.query(Message).count() == 0


def test_three_lines_in_a_row_are_one_letter(pledge, nell, mails):
    for line in ("One", "Two", "Three"):
        write_as_backer(pledge, line)
    two_minutes_pass()
    [letter] = mails("wrote to you about")
    assert all(line in letter.get_body(("plain",)).get_content() for line in ("One", "Two", "Three"))


def test_what_was_read_meanwhile_needs_no_letter(pledge, creator, mails):
    message = write_as_backer(pledge, "When?")
    db.session.commit()
    creator.get(f"/studio/messages/{message.conversation_id}/")
    two_minutes_pass()
    assert mails("wrote to you about") == []


def test_a_creator_who_left_gets_no_letter_but_the_inbox(pledge, nell, creator, mails):
    unsubscribing.leave(nell.id, f"messages:{pledge.project_id}")
    write_as_backer(pledge, "When?")
    two_minutes_pass()
    assert mails("wrote to you about") == []
    assert 'class="count">1<' in creator.get("/studio/messages/").text


def test_the_menu_counts_unread_threads_until_they_are_opened(pledge, creator):
    message = write_as_backer(pledge, "When?")
    db.session.commit()

    def count() -> bool:
        return '<b class="count">1</b>' in creator.get("/studio/projects/").text

    assert count()
    assert "When?" in creator.get("/studio/messages/?view=unread").text
    creator.get(f"/studio/messages/{message.conversation_id}/")
    assert not count()
    assert "All read" in creator.get("/studio/messages/?view=unread").text
    creator.submit(f"/studio/messages/{message.conversation_id}/unread")
    assert count()


def test_the_creator_begins_from_the_backers_page(pledge, creator, visitor, page, telescope):
    backer = f"/studio/projects/{telescope.id}/backers/{pledge.id}"
    assert "Write to Guest" in creator.get(backer).text
    assert creator.submit(f"{backer}/messages", body="Which size?").status_code == 303
    assert "Which size?" in visitor.get(page).text
    assert creator.submit(f"{backer}/messages", body="").status_code == 303
    assert db.session.query(Message).count() == 1


def test_the_staff_reads_only_what_was_reported_and_that_is_noted(pledge, page, visitor, owner, visit, demo, mails):
    message = write_as_backer(pledge, "A secret of ours")
    db.session.commit()
    here, staff = f"/studio/messages/{message.conversation_id}/", visit(demo).sign_in(owner)
    assert staff.get(here).status_code == 403
    assert "A secret of ours" not in staff.get("/studio/messages/").text
    assert staff.submit(here, body="Let me in").status_code == 403
    assert visitor.submit(page.replace("/messages?", "/messages/report?"), words="").status_code == 422
    report = visitor.submit(page.replace("/messages?", "/messages/report?"), words="He insults me")
    assert report.status_code == 303
    run_jobs()
    assert owner.email in {letter["To"] for letter in mails("was reported")}
    assert all("A secret" not in letter.as_string() for letter in mails("was reported"))
    assert "He insults me" in staff.get("/studio/messages/reports").text
    assert "A secret of ours" in staff.get(here).text
    assert staff.submit(here, body="I answer in the creator's place").status_code == 403
    db.session.rollback()
    assert db.session.query(AuditEntry).filter_by(action="conversation.read", actor_id=owner.id).count() == 1
    assert staff.submit(f"{here}report/closure").status_code == 303
    assert staff.get(here).status_code == 403


def test_reading_as_staff_leaves_a_message_unread(pledge, owner, visit, demo):
    message = write_as_backer(pledge, "When?")
    report_conversation(message.conversation, by=pledge.user, words="Rude")
    db.session.commit()
    visit(demo).sign_in(owner).get(f"/studio/messages/{message.conversation_id}/")
    db.session.rollback()
    db.session.expire_all()
    assert message.read_at is None


def test_the_creator_reports_a_backer(pledge, creator, owner, visit, demo):
    message = write_as_backer(pledge, "You fool")
    db.session.commit()
    here = f"/studio/messages/{message.conversation_id}/"
    assert creator.submit(f"{here}report", words="").status_code == 422
    assert creator.submit(f"{here}report", words="He insults me").status_code == 303
    assert "You fool" in visit(demo).sign_in(owner).get(here).text


def test_another_creator_sees_nothing_of_it(pledge, new_person, visit, demo, client, telescope):
    message = write_as_backer(pledge, "A secret of ours")
    db.session.commit()
    carl = new_person("carl", "creator")
    browser, here = visit(demo).sign_in(carl), f"/studio/messages/{message.conversation_id}/"
    assert browser.get(here).status_code == 403
    assert "A secret" not in browser.get("/studio/messages/").text
    for path in ("messages", "messages.csv", "letters/", "letters/new"):
        assert browser.get(f"/studio/projects/{telescope.id}/{path}").status_code == 403
    speak, thread = client(carl), message.conversation_id
    assert speak("GET", "/conversations/").json["data"] == []
    assert speak("GET", f"/conversations/{thread}/messages/").status_code == 404
    assert speak("POST", f"/conversations/{thread}/messages/", {"body": "Hi"}).status_code == 404
    assert speak("PUT", f"/conversations/{thread}/report/", {"words": "Hi"}).status_code == 404
    assert speak("POST", f"/pledges/{pledge.id}/messages/", {"body": "Hi"}).status_code == 404


def test_a_pledge_whose_card_was_never_saved_writes_nothing(telescope, visit_card_page, people, visitor):
    draft = visit_card_page(telescope, people(1)[0], 20_00)
    with pytest.raises(NoBacker):
        write_as_backer(draft, "Buy cheap watches")
    page = path_of(links.page_of(draft.public_id, "messages"))
    assert "once your card is saved" in visitor.get(page).text
    assert visitor.submit(page, body="Buy cheap watches").status_code == 409
    db.session.rollback()
    assert db.session.query(Conversation).count() == 0


def test_whoever_cancelled_may_still_ask(pledge):
    pledge.cancel()
    assert write_as_backer(pledge, "Did it work?").id


def test_a_backer_who_writes_too_much_waits(pledge, app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    for number in range(20):
        write_as_backer(pledge, f"Message {number}")
    with pytest.raises(Refused) as refusal:
        write_as_backer(pledge, "One too many")
    assert refusal.value.status == 429


def test_a_double_click_is_one_message_and_a_message_stands(pledge, nell):
    message = write_as_backer(pledge, "When?")
    assert write_as_backer(pledge, "When?").id == message.id
    assert write_as_team(pledge, "When?", author=nell).id != message.id
    db.session.commit()
    with pytest.raises(Exception, match="stands as it was written"):
        db.session.execute(text("UPDATE public.messages SET body = 'Never'"))


def test_nothing_and_too_much_are_refused(pledge, page, visitor, creator):
    for body in ("", "  ", "x" * 4001):
        assert visitor.submit(page, body=body).status_code == 422
    message = write_as_backer(pledge, "When?")
    db.session.commit()
    assert creator.submit(f"/studio/messages/{message.conversation_id}/", body="").status_code == 422


def test_markup_is_shown_as_it_was_typed(pledge, page, visitor):
    write_as_backer(pledge, "<b>bold</b> https://mirror.example")
    db.session.commit()
    shown = visitor.get(page).text
    assert "&lt;b&gt;bold&lt;/b&gt;" in shown
    assert 'rel="nofollow ugc noopener"' in shown


def test_both_take_their_messages_away_as_a_file(pledge, page, visitor, creator, nell, telescope, back, people):
    write_as_backer(pledge, "=HYPERLINK(1)")
    write_as_team(pledge, "In spring.", author=nell)
    other = back(telescope, people(1)[0], 20_00)
    write_as_backer(other, "Somebody else's")
    db.session.commit()
    mine = visitor.get(page.replace("/messages?", "/messages.csv?"))
    assert [row["message"] for row in csv.DictReader(io.StringIO(mine.text))] == ["'=HYPERLINK(1)", "In spring."]
    everybodys = creator.get(f"/studio/projects/{telescope.id}/messages.csv").text
    assert len(list(csv.DictReader(io.StringIO(everybodys)))) == 3


def test_the_inbox_costs_the_same_however_full_it_is(pledge, creator, telescope, back, people):
    def cost() -> int:
        with queries() as seen:
            assert creator.get("/studio/messages/").status_code == 200
        return len(seen)

    write_as_backer(pledge, "First")
    db.session.commit()
    one = cost()
    for guest in people(4):
        write_as_backer(back(telescope, guest, 20_00), "Another")
    db.session.commit()
    assert cost() == one


def test_messages_through_the_api(telescope, back, ada, nell, owner, client):
    pledge = back(telescope, ada, 20_00)
    mine, creators, staff = client(ada), client(nell), client(owner)
    asked = mine("POST", f"/pledges/{pledge.id}/messages/", {"body": "When?"})
    assert (asked.status_code, asked.json["data"]["is_from_team"]) == (201, False)
    [thread] = creators("GET", "/conversations/?unread=true").json["data"]
    here = f"/conversations/{thread['id']}/messages/"
    assert thread["backer_name"] == ada.name
    assert creators("POST", here, {"body": "In spring."}).json["data"]["is_from_team"] is True
    assert creators("GET", "/conversations/?unread=true").json["data"] == []
    assert [row["body"] for row in mine("GET", here).json["data"]] == ["In spring.", "When?"]
    assert mine("GET", f"/conversations/?project_id={telescope.id}").json["meta"]["total"] == 1
    assert staff("GET", here).status_code == 404
    assert staff("GET", "/conversations/").json["data"] == []
    assert staff("POST", f"/pledges/{pledge.id}/messages/", {"body": "Hi"}).status_code == 403
    assert mine("GET", "/conversations/?reported=true").status_code == 403
    assert mine("PUT", f"/conversations/{thread['id']}/report/", {"words": "Rude"}).status_code == 204
    assert [row["id"] for row in staff("GET", "/conversations/?reported=true").json["data"]] == [thread["id"]]
    assert staff("GET", here).json["meta"]["total"] == 2
    assert staff("POST", here, {"body": "Hi"}).status_code == 403
    assert staff("DELETE", f"/conversations/{thread['id']}/report/").status_code == 204
    assert staff("GET", here).status_code == 404


def test_another_sites_thread_does_not_exist_here(pledge, new_site, visit, app):
    message = write_as_backer(pledge, "When?")
    db.session.commit()
    other = visit(new_site("other"))
    page = path_of(links.page_of(pledge.public_id, "messages"))
    assert other.get(page).status_code == 404
    assert message.conversation_id

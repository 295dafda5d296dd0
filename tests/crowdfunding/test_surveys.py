"""Surveys: written, looked at, sent, answered by the link of a letter, reminded of, locked, summed up."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.collecting.looking_after import look_after_surveys
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, launch_project
from educrowd.blueprints.crowdfunding.models import PledgeLetter, Survey, SurveyReply
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.rewards.offering import add_zone, set_rates
from educrowd.blueprints.crowdfunding.surveys.answering import answer, surveys_for
from educrowd.blueprints.crowdfunding.surveys.surveying import ask, lock_survey, send_survey, write_survey
from educrowd.core import mail
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.queries import queries

HOME = {"name": "Ada L", "line1": "Am Kanal 1", "line2": "", "postal_code": "10115", "city": "Berlin", "region": ""}


@pytest.fixture
def shirts(new_project, ada, people, end):
    """A funded project: ada has paid for a shirt that is shipped, a guest for a postcard, bob's card failed."""
    project = new_project("Shirts", goal=20_00, live=False)
    shirt = add_reward(project, title="Shirt", amount=30_00)
    zone = add_zone(project, name="World", countries=[])
    set_rates(shirt, {zone.id: 5_00})
    launch_project(project)
    db.session.commit()
    postcard = next(reward for reward in project.rewards if reward.title == "Postcard")

    def pay(person, reward, card="visa"):
        wish = Wish(None, token_urlsafe(12), reward, country="DE" if reward is shirt else "")
        return pledge_with_card(project, person, wish, payment_method=f"pm_card_{card}")

    guest, bob = people(2)
    project.paid = [pay(ada, shirt), pay(guest, postcard), pay(bob, shirt, card="chargeCustomerFail")]
    db.session.commit()
    end(project)
    project.shirt, project.postcard = shirt, postcard
    return project


@pytest.fixture
def survey(shirts):
    """A draft that asks everybody for a name, and those with a shirt for its size."""
    survey = write_survey(shirts, title="Sizes and names", reminder_days=[3, 7])
    ask(survey, label="Your name on the wall", kind="short_text", is_required=True)
    ask(survey, label="Size", kind="one_choice", choices=["S", "M"], is_required=True, reward_ids=[shirts.shirt.id])
    ask(survey, label="Extras", kind="many_choices", choices=["Pin", "Sticker"])
    ask(survey, label="Height in cm", kind="number")
    db.session.commit()
    return survey


@pytest.fixture
def sent(survey):
    send_survey(survey)
    run_jobs()
    return survey


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


def page_for(letter) -> str:
    return path_of(re.search(r"http://\S+/surveys/\d+\?key=[^\s)]+", letter.get_body(("plain",)).get_content())[0])


def days_pass(days: int) -> None:
    db.session.execute(
        text("UPDATE public.pledge_letters SET promised_at = promised_at - :days"), {"days": timedelta(days=days)}
    )
    db.session.commit()
    look_after_surveys()
    run_jobs()


def names_of(survey: Survey) -> dict[str, str]:
    return {question.label: question.name for question in survey.questions}


def test_a_creator_writes_looks_at_and_sends_a_survey(creator, shirts, mails, visitor):
    here = f"/studio/projects/{shirts.id}/surveys"
    assert "Nothing asked yet" in creator.get(here).text
    page = creator.submit(here, title="Sizes").location
    asked = {"label": "Which size?", "kind": "one_choice", "choices": "S\nM\n\nM", "is_required": "y"}
    assert creator.submit(f"{page}questions", **asked, reward_ids=shirts.shirt.id).status_code == 303
    assert creator.submit(f"{page}questions", label="Anything else?", kind="long_text").status_code == 303
    changed = {"title": "Sizes, please", "intro": "So that it fits.", "reminder_days": "3, 7", "asks_address": "y"}
    assert creator.submit(page, **changed).status_code == 303
    shown = creator.get(page).text
    assert "S · M" in shown and "Only with “Shirt”" in shown
    assert "Which size?" not in creator.get(f"{page}preview").text
    preview = creator.get(f"{page}preview?reward={shirts.shirt.id}").text
    assert "Which size?" in preview and "Street and number" in preview
    assert "So that it fits." in creator.get(f"{page}letter").text
    assert "Send it to 2 backers?" in creator.get(f"{page}sending").text
    creator.submit(f"{page}sending")
    run_jobs()
    letters = mails("“Shirts” asks you something")
    assert {letter["To"] for letter in letters} == {pledge.user.email for pledge in shirts.paid[:2]}
    row = re.search(r"Sizes, please.*?</tr>", creator.get(here).text, re.S)[0]
    assert re.findall(r'class="number">(\d+)<', row) == ["2", "0", "0"]


def test_questions_move_change_and_go_until_the_survey_is_sent(creator, survey):
    page, first = f"/studio/surveys/{survey.id}/", survey.questions[0]
    creator.submit(f"/studio/survey-questions/{first.id}/move", move="down")
    db.session.expire_all()
    assert [question.label for question in survey.questions][:2] == ["Size", "Your name on the wall"]
    words = {"label": "Name", "kind": "one_choice", "choices": "A\nB"}
    assert creator.submit(f"/studio/survey-questions/{first.id}/", **words).status_code == 303
    assert creator.submit(f"/studio/survey-questions/{first.id}/", **words | {"choices": "A"}).status_code == 422
    creator.submit(f"/studio/survey-questions/{survey.questions[3].id}/removal")
    creator.submit(f"{page}sending")
    db.session.expire_all()
    assert len(survey.questions) == 3
    assert creator.submit(f"/studio/survey-questions/{first.id}/", **words).status_code == 409
    assert creator.submit(f"{page}questions", label="More", kind="number").status_code == 409
    creator.submit(f"{page}removal")
    assert db.session.get(Survey, (survey.tenant_id, survey.id))


def test_the_database_keeps_what_was_asked(sent):
    for statement in (
        "UPDATE public.survey_questions SET label = 'x' WHERE survey_id = :id",
        "DELETE FROM public.survey_questions WHERE survey_id = :id",
        "UPDATE public.surveys SET sent_at = NULL WHERE id = :id",
        "DELETE FROM public.surveys WHERE id = :id",
    ):
        with pytest.raises(DBAPIError, match="sent"):
            db.session.execute(text(statement), {"id": sent.id})
        db.session.rollback()


def test_a_guest_answers_by_the_letters_link_and_changes_the_answers(sent, shirts, mails, visitor):
    guest = shirts.paid[1]
    [letter] = [one for one in mails("asks you something") if one["To"] == guest.user.email]
    page, field = page_for(letter), names_of(sent)
    form = visitor.get(page)
    assert "Your name on the wall" in form.text
    assert field["Size"] not in form.text and "Street" not in form.text
    assert form.headers["Cache-Control"] == "private, no-store"
    refused = visitor.submit(page, **{field["Height in cm"]: "tall"})
    assert refused.status_code == 422
    assert "Please answer this one." in refused.text and "This is no number." in refused.text
    good = {field["Your name on the wall"]: "  The   Guests ", field["Height in cm"]: "171.50"}
    assert visitor.submit(page, **good, **{field["Extras"]: ["Sticker", "Pin"]}).status_code == 303
    db.session.expire_all()
    reply = SurveyReply.of(sent, guest)
    assert list(reply.values.values()) == [["The Guests"], ["Pin", "Sticker"], ["171.5"]]
    visitor.submit(page, **{field["Your name on the wall"]: "Somebody"})
    db.session.expire_all()
    assert list(SurveyReply.of(sent, guest).values.values()) == [["Somebody"]]
    assert 'value="Somebody"' in visitor.get(page).text
    assert visitor.get(page[:-3] + "abc").status_code == 404


def test_where_something_is_shipped_the_address_is_asked_along(sent, shirts, visitor, mails):
    pledge = shirts.paid[0]
    [letter] = [one for one in mails("asks you something") if one["To"] == pledge.user.email]
    page, field = page_for(letter), names_of(sent)
    words = {field["Your name on the wall"]: "Ada", field["Size"]: "M"}
    assert "Germany" in visitor.get(page).text
    answer = visitor.submit(page, **words)
    assert answer.status_code == 422 and "Street and number" in answer.text
    assert (
        visitor.submit(page, **words, **{f"address-{part}": value for part, value in HOME.items()}).status_code == 303
    )
    db.session.expire_all()
    assert pledge.address.lines[:2] == ["Ada L", "Am Kanal 1"]
    kept = db.session.scalar(text("SELECT line1 FROM public.pledge_addresses WHERE pledge_id = :id"), {"id": pledge.id})
    assert "Kanal" not in kept


def test_answers_are_checked_by_the_kind_of_question(survey):
    name, size, extras, height = survey.questions
    assert name.read(" Ada\x00 ") == ["Ada"]
    assert size.read("M") == ["M"]
    assert extras.read(["Sticker", "Pin", "Pin"]) == ["Pin", "Sticker"]
    assert [height.read(given) for given in ("", "-0", "1e3", "12.50")] == [[], ["0"], ["1000"], ["12.5"]]
    bad = [(name, ""), (name, "x" * 201), (name, ["a", "b"]), (size, "XL"), (size, None), (extras, ["Gold"])]
    bad += [(height, given) for given in ("NaN", "Infinity", "1e400", "1e-9", "²", "1,5", "x", ["1", "2"])]
    for question, given in bad:
        with pytest.raises(Invalid):
            question.read(given)


def test_only_paid_backers_whom_it_concerns_are_asked(shirts, mails):
    survey = write_survey(shirts, title="Sizes", asks_address=False)
    ask(survey, label="Size", kind="one_choice", choices=["S", "M"], reward_ids=[shirts.shirt.id])
    send_survey(survey)
    run_jobs()
    assert [letter["To"] for letter in mails("asks you something")] == [shirts.paid[0].user.email]
    assert surveys_for(shirts.paid[1]) == []
    with pytest.raises(Refused, match="nothing to ask"):
        answer(survey, shirts.paid[1], {})


def test_who_pays_late_is_asked_too(sent, shirts, mails, bring_card):
    bob = shirts.paid[2]
    look_after_surveys()
    run_jobs()
    assert (bob.state, len(mails("asks you something"))) == ("errored", 2)
    bring_card(bob)
    look_after_surveys()
    run_jobs()
    assert bob.state == "collected"
    assert [letter["To"] for letter in mails("asks you something")].count(bob.user.email) == 1


def test_the_silent_are_reminded_on_the_chosen_days_once(sent, shirts, mails):
    ada, guest, _ = shirts.paid
    answer(sent, guest, {sent.questions[0].id: "The Guests"})
    days_pass(2)
    assert mails("still needs your answers") == []
    days_pass(1)
    days_pass(0)
    assert [letter["To"] for letter in mails("still needs your answers")] == [ada.user.email]
    days_pass(10)
    assert len(mails("still needs your answers")) == 2
    days_pass(30)
    assert len(mails("still needs your answers")) == 2


def test_after_an_outage_the_latest_reminder_speaks_for_all(sent, shirts, mails):
    days_pass(9)
    days_pass(0)
    assert len(mails("still needs your answers")) == 2
    assert {letter.step for letter in db.session.scalars(select(PledgeLetter))} == {0, 7}


def test_a_letter_that_comes_back_is_shown(survey, shirts, creator, monkeypatch):
    real, gone = mail.deliver, shirts.paid[0].user.email

    def refuse(*, to, **rest):
        if to == gone:
            raise mail.Bounced("550 No such user")
        return real(to=to, **rest)

    monkeypatch.setattr(mail, "deliver", refuse)
    send_survey(survey)
    run_jobs()
    assert PledgeLetter.counts("survey", [survey.id]) == {survey.id: {"delivered": 1, "bounced": 1}}
    page = creator.get(f"/studio/surveys/{survey.id}/answers").text
    assert re.search(r"Bounced</th><td[^>]*>1<", page)


def test_once_locked_answers_stand_but_for_a_backer_who_is_let_in(sent, shirts, creator, mails, visitor):
    guest = shirts.paid[1]
    [letter] = [one for one in mails("asks you something") if one["To"] == guest.user.email]
    page, name = page_for(letter), sent.questions[0].name
    visitor.submit(page, **{name: "The Guests"})
    creator.submit(f"/studio/surveys/{sent.id}/lock")
    assert visitor.submit(page, **{name: "Others"}).status_code == 409
    shown = visitor.get(page).text
    assert "These answers stand" in shown and "The Guests" in shown
    backer = f"/studio/projects/{shirts.id}/backers/{guest.id}"
    creator.submit(f"{backer}/unlock")
    assert visitor.submit(page, **{name: "Others"}).status_code == 303
    creator.submit(f"{backer}/lock")
    assert visitor.submit(page, **{name: "Again"}).status_code == 409
    db.session.expire_all()
    assert SurveyReply.of(sent, guest).values[sent.questions[0].id] == ["Others"]


def test_a_survey_locks_by_the_databases_clock(sent, shirts):
    db.session.execute(text("UPDATE public.surveys SET locks_at = clock_timestamp() + interval '1 second'"))
    db.session.commit()
    guest = shirts.paid[1]
    answer(sent, guest, {sent.questions[0].id: "In time"})
    db.session.execute(text("UPDATE public.surveys SET locks_at = clock_timestamp() - interval '1 second'"))
    db.session.commit()
    with pytest.raises(Refused, match="stand"):
        answer(sent, guest, {sent.questions[0].id: "Too late"})


@pytest.fixture
def answered(sent, shirts):
    ada, guest, _ = shirts.paid
    name, size, extras, height = (question.id for question in sent.questions)
    answer(sent, ada, {name: "=Ada", size: "M", extras: ["Pin"], height: "170"}, HOME)
    answer(sent, guest, {name: "The Guests", extras: ["Pin", "Sticker"], height: "180"})
    db.session.commit()
    return sent


def test_a_creator_filters_the_answers_and_takes_them_away(creator, answered, shirts):
    here, (ada, guest, _) = f"/studio/surveys/{answered.id}/answers", shirts.paid
    size = answered.questions[1]

    def found(query):
        page = creator.get(f"{here}?{query}").text
        return {who for who, pledge in (("ada", ada), ("guest", guest)) if pledge.user.email in page}

    assert found("") == found("status=answered") == {"ada", "guest"}
    assert found("status=silent") == set()
    assert found(f"answer={size.id}:1") == found("address=given") == found(f"reward={shirts.shirt.id}") == {"ada"}
    assert found(f"q={guest.user.email}") == {"guest"}
    assert creator.get(f"{here}?answer=7:99").status_code == 422
    rows = list(csv.DictReader(io.StringIO(creator.get(f"{here}.csv").text)))
    assert [row["Size"] for row in rows] == ["M", ""]
    assert rows[0]["Your name on the wall"] == "'=Ada"
    assert (rows[0]["line1"], rows[0]["country"]) == ("Am Kanal 1", "DE")
    assert rows[1]["Extras"] == "Pin; Sticker"


def test_the_summary_counts_by_reward(creator, answered, shirts):
    page = creator.get(f"/studio/surveys/{answered.id}/summary").text
    row = re.search(r'<th scope="row">Pin</th>.*?</tr>', page, re.S)[0]
    assert re.findall(r">(\d+)<", row) == ["1", "1", "2"]
    assert re.search(r"Shirt</th>\s*<td[^>]*>1</td>\s*<td[^>]*>170</td>", page)
    creator.get(f"/studio/surveys/{answered.id}/answers")


def test_a_refund_takes_the_backer_out_of_the_figures(answered, shirts, creator, owner):
    from educrowd.core.payments import refund_payment

    refund_payment(shirts.paid[0].payment, 35_00, ordered_by=owner, reason="requested", note="", key="r1")
    run_jobs()
    rows = list(csv.DictReader(io.StringIO(creator.get(f"/studio/surveys/{answered.id}/answers.csv").text)))
    assert [row["Your name on the wall"] for row in rows] == ["The Guests"]


def test_a_survey_is_for_those_who_run_the_project(answered, shirts, new_person, visit, demo, client, ada):
    eve = visit(demo).sign_in(new_person("eve", "creator"))
    question = answered.questions[0].id
    for path in ("", "preview", "letter", "answers", "answers.csv", "summary", "sending"):
        assert eve.get(f"/studio/surveys/{answered.id}/{path}").status_code == 403
    assert eve.get(f"/studio/survey-questions/{question}/").status_code == 403
    assert eve.submit(f"/studio/surveys/{answered.id}/lock").status_code == 403
    carl = client(new_person("carl", "creator"))
    for path in ("", "replies/", "summary/"):
        assert carl("GET", f"/surveys/{answered.id}/{path}").status_code == 403
    assert carl("GET", f"/pledges/{shirts.paid[1].id}/surveys/").status_code == 404
    assert client(ada)("GET", f"/pledges/{shirts.paid[1].id}/surveys/").status_code == 404


def test_before_the_money_no_survey_is_sent(telescope, new_project, creator):
    draft = new_project("Draft", live=False)
    assert creator.submit(f"/studio/projects/{draft.id}/surveys", title="Early").status_code == 409
    survey = write_survey(telescope, title="Sizes")
    with pytest.raises(Refused, match="who have paid"):
        send_survey(survey)
    db.session.commit()
    assert "who have paid" in creator.get(f"/studio/surveys/{survey.id}/sending").text


def test_surveys_through_the_api(client, nell, ada, shirts):
    creator, backer, pledge = client(nell), client(ada), shirts.paid[0]
    made = creator("POST", f"/projects/{shirts.id}/surveys/", {"title": "Sizes", "reminder_days": [7, 3, 3]})
    assert (made.status_code, made.json["data"]["reminder_days"]) == (201, [3, 7])
    here = f"/surveys/{made.json['data']['id']}/"
    asked = {"label": "Size", "kind": "one_choice", "choices": ["S", "M"], "is_required": True}
    size = creator("POST", f"{here}questions/", asked | {"reward_ids": [shirts.shirt.id]}).json["data"]
    note = creator("POST", f"{here}questions/", {"label": "Note"}).json["data"]
    moved = creator("PATCH", f"/survey-questions/{note['id']}/", {"position": 0, "help": "Short"}).json["data"]
    assert (moved["position"], moved["help"]) == (0, "Short")
    assert creator("POST", f"{here}questions/", asked | {"choices": ["S"]}).status_code == 422
    assert creator("POST", f"{here}questions/", asked | {"reward_ids": [999]}).status_code == 422
    mine = f"/pledges/{pledge.id}/surveys/"
    assert backer("GET", mine).json["data"] == []
    assert creator("POST", f"{here}sending/").json["data"]["sent_at"]
    assert creator("POST", f"{here}sending/").status_code == 409
    [waiting] = backer("GET", mine).json["data"]
    assert (waiting["is_open"], waiting["answered_at"], waiting["asks_address"]) == (True, None, True)
    mine = f"{mine}{waiting['survey_id']}/"
    answers = [{"question_id": size["id"], "values": ["M"]}]
    assert backer("PUT", mine, {"answers": answers}).json["errors"][0]["field"] == "address"
    bad = {"answers": [{"question_id": size["id"], "values": ["XL"]}], "address": HOME}
    assert backer("PUT", mine, bad).json["errors"][0]["field"] == f"q_{size['id']}"
    assert backer("PUT", mine, {"answers": [{"question_id": 1, "values": []}]}).status_code == 422
    kept = backer("PUT", mine, {"answers": answers, "address": HOME}).json["data"]
    assert kept["answers"] == answers and kept["address"]["city"] == "Berlin"
    assert creator("PUT", mine, {"answers": answers}).status_code == 403
    found = creator("GET", f"{here}replies/?question_id={size['id']}&choice=M").json["data"]
    assert [(one["pledge_id"], one["answers"]) for one in found] == [(pledge.id, answers)]
    assert creator("GET", f"{here}replies/?choice=M").status_code == 422
    figures = creator("GET", f"{here}summary/").json["data"]
    assert {"reward_id": shirts.shirt.id, "title": "Shirt", "asked": 1, "answered": 1} in figures["completion"]
    assert creator("POST", f"{here}lock/").status_code == 200
    assert backer("PUT", mine, {"answers": answers}).json["errors"][0]["code"] == "survey_locked"
    assert creator("DELETE", here).status_code == 409


def test_lists_of_surveys_and_answers_cost_the_same_however_long(shirts, survey, creator, back, people):
    send_survey(survey)
    db.session.commit()
    listed = f"/studio/projects/{shirts.id}/surveys"
    answers = f"/studio/surveys/{survey.id}/answers"

    def cost(path):
        creator.get(path)
        with queries() as asked:
            assert creator.get(path).status_code == 200
        return len(asked)

    few = cost(listed)
    for number in range(3):
        write_survey(shirts, title=f"Number {number}")
    db.session.commit()
    assert cost(listed) == few
    answer(survey, shirts.paid[1], {survey.questions[0].id: "A"})
    db.session.commit()
    one = cost(answers)
    answer(survey, shirts.paid[0], {survey.questions[0].id: "B", survey.questions[1].id: "S"}, HOME)
    db.session.commit()
    assert cost(answers) == one


def test_locking_takes_back_what_was_still_to_be_sent(survey, shirts, mails):
    send_survey(survey)
    lock_survey(survey)
    run_jobs()
    assert mails("asks you something") == []
    assert PledgeLetter.counts("survey", [survey.id]) == {survey.id: {"left": 2}}


def test_a_day_to_come_is_chosen_in_the_sites_time(creator, survey, demo):
    page = f"/studio/surveys/{survey.id}/"
    past = (utcnow() - timedelta(days=2)).date()
    assert creator.submit(page, title="T", locks_on=str(past)).status_code == 422
    assert creator.submit(page, title="T", locks_on="9999-12-31").status_code == 422
    assert creator.submit(page, title="T", locks_on=str((utcnow() + timedelta(days=9)).date())).status_code == 303
    assert creator.submit(page, title="T", reminder_days="3, 99").status_code == 422
    assert creator.submit(page, title="T", reminder_days="soon").status_code == 422

"""Memberships, gifts, matches, teams, surveys and refund requests in hostile hands: strangers, neighbors, haste."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.auth.teams import keeping
from educrowd.blueprints.auth.teams.keeping import Team
from educrowd.blueprints.crowdfunding.gifts import links as gift_links
from educrowd.blueprints.crowdfunding.gifts.giving import Giving
from educrowd.blueprints.crowdfunding.matching.matching import invite_sponsor
from educrowd.blueprints.crowdfunding.models import (
    AddressLock,
    Match,
    PledgeAddress,
    ProjectInvitation,
    ProjectMember,
    RefundRequest,
    Survey,
    SurveyQuestion,
)
from educrowd.blueprints.crowdfunding.models.errors import Frozen
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.refunds.asking_back import ask_back
from educrowd.blueprints.crowdfunding.rewards.filing import add_file
from educrowd.blueprints.crowdfunding.surveys.surveying import ask, send_survey, write_survey
from educrowd.blueprints.crowdfunding.teams.teaming import invite_to_team, join_team
from educrowd.core import tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.payments import Refund
from tests.conftest import PASSWORD, unique
from tests.crowdfunding.test_gift_surveys import shirts  # noqa: F401
from tests.jobs import run_jobs
from tests.races import at_once, meet_before

HOME = {"name": "Ada L", "line1": "Am Kanal 1", "postal_code": "10115", "city": "Berlin"}


@pytest.fixture
def paid(shirts, ada):  # noqa: F811
    """Ada has paid for a shirt and has not said where it goes."""
    made = pledge_with_card(
        shirts, ada, Wish(None, unique("t"), shirts.shirt, country="DE"), payment_method="pm_card_visa"
    )
    db.session.commit()
    run_jobs()
    return made


@pytest.fixture
def bob(new_person):
    """Somebody else with an account here."""
    person = new_person("bob", "student")
    person.is_verified = True
    db.session.commit()
    return person


def path_of(pledge, *steps):
    return links.page_of(pledge.public_id, *steps).partition(".localhost")[2].partition("/")[2].join(("/", ""))


def post(visit, site, path, **fields):
    """A browser of its own sends a form, with the token of the page that shows it."""
    browser = visit(site)
    return browser.submit(path, **fields).status_code


# ---- in haste ----------------------------------------------------------------------------------------


def test_a_double_click_notes_one_address(paid, visit, demo, monkeypatch):
    meet_before(monkeypatch, AddressLock, "holds")
    save = partial(post, visit, demo, path_of(paid, "address"), **HOME)
    assert at_once(save, save) == [303, 303]
    assert count(PledgeAddress, PledgeAddress.pledge_id == paid.id) == 1


def test_a_double_click_asks_one_person_once(telescope, nell, demo, app, monkeypatch):
    meet_before(monkeypatch, Team, "_asked")
    invite = partial(as_nell, app, demo, nell.id, telescope.id, "caro@example.org")
    assert at_once(invite, invite) == [None, None]
    assert count(ProjectInvitation, ProjectInvitation.project_id == telescope.id) == 1


def as_nell(app, site, nell_id, project_id, email):
    from educrowd.blueprints.crowdfunding.models import Project

    with app.app_context(), tenancy.bind(site):
        project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
        invite_to_team(project, email, "viewer", by=db.session.get_one(User, nell_id))
        db.session.commit()


def test_two_who_hold_one_invitation_are_one_helper(telescope, nell, bob, ada, demo, app):
    invitation = invite_to_team(telescope, "caro@example.org", "viewer", by=nell)
    code = invitation.new_code()
    ada.is_verified = True
    db.session.commit()
    ids = [ada.id, bob.id]

    def join(person_id):
        with app.app_context(), tenancy.bind(demo):
            try:
                join_team(code, db.session.get_one(User, person_id))
                db.session.commit()
                return "in"
            except keeping.NoInvitation:
                return "out"

    assert sorted(at_once(*(partial(join, id) for id in ids))) == ["in", "out"]
    assert count(ProjectMember, ProjectMember.project_id == telescope.id) == 1


def test_a_role_that_two_change_at_once_is_held_once(telescope, nell, bob, client, app, demo, monkeypatch):
    rows = []
    for role in ("editor", "viewer"):
        invitation = invite_to_team(telescope, bob.email, role, by=nell)
        rows.append(join_team(invitation.new_code(), bob).id)
        db.session.commit()
    speak = client(nell)
    meet_before(monkeypatch, keeping, "audit")
    change = [partial(speak, "PATCH", f"/team-members/{id}/", {"role": "fulfillment"}) for id in rows]
    assert sorted(answer.status_code for answer in at_once(*change)) == [200, 409]
    roles = db.session.scalars(select(ProjectMember.role).where(ProjectMember.user_id == bob.id))
    assert sorted(roles).count("fulfillment") == 1


def test_two_who_approve_at_once_give_back_once(paid, owner, client):
    asked = ask_back(paid, reason="It is the wrong size.")
    db.session.commit()
    speak = client(owner)
    answer = partial(speak, "POST", f"/refund-requests/{asked.id}/answer/", {"approve": True})
    assert sorted(each.status_code for each in at_once(answer, answer)) == [200, 409]
    assert count(Refund, Refund.payment_id == paid.payment_id) == 1


def test_what_is_approved_and_ordered_at_once_is_never_more_than_was_paid(paid, owner, client, app, demo):
    asked = ask_back(paid, reason="It is the wrong size.")
    db.session.commit()
    speak = client(owner)
    approve = partial(speak, "POST", f"/refund-requests/{asked.id}/answer/", {"approve": True})
    refund = partial(
        speak, "POST", f"/pledges/{paid.id}/refunds/", {"amount": 35_00}, **{"Idempotency-Key": uuid4().hex}
    )
    codes = sorted(each.status_code for each in at_once(approve, refund))
    assert codes[0] in (200, 201) and codes[1] in (409, 422)
    assert db.session.scalar(select(func.sum(Refund.amount))) == 35_00


def test_who_asks_twice_at_once_has_asked_once(paid, ada, client):
    speak = client(ada)
    wish = partial(speak, "POST", f"/pledges/{paid.id}/refund-requests/", {"reason": "Please."})
    assert sorted(each.status_code for each in at_once(wish, wish)) == [201, 409]
    assert count(RefundRequest, RefundRequest.pledge_id == paid.id) == 1


def test_who_leaves_and_stays_at_once_is_one_of_the_two(member, ada, client):
    speak = client(ada)
    assert speak("PUT", f"/pledges/{member.id}/ending/").status_code == 200
    both = [partial(speak, "DELETE", f"/pledges/{member.id}/ending/")] * 2
    assert sorted(each.status_code for each in at_once(*both)) == [200, 409]
    db.session.refresh(member)
    assert member.ends_at is None


def test_no_question_slips_into_a_survey_while_it_is_sent(paid, app, demo):
    survey = write_survey(paid.project, title="Sizes")
    ask(survey, label="Size")
    db.session.commit()
    id = survey.id

    def add():
        with app.app_context(), tenancy.bind(demo):
            try:
                ask(db.session.scalars(select(Survey).where(Survey.id == id)).one(), label="And your shoes?")
                db.session.commit()
                return "asked"
            except Frozen:
                return "too late"

    send_survey(survey)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(add)
        wait([late], timeout=0.5)
        db.session.commit()
        assert late.result() == "too late"
    assert count(SurveyQuestion, SurveyQuestion.survey_id == id) == 1


def count(model, *conditions):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


# ---- under a stranger's name -------------------------------------------------------------------------


@pytest.fixture
def squatter(new_person):
    """Mallory has registered an address that is not hers, and cannot confirm it."""
    return new_person("mallory", "student")


@pytest.fixture
def squatted(telescope, squatter):
    match = invite_sponsor(telescope, email=squatter.email, sponsor_name="Acme", percent=100, cap_amount=100_00)
    db.session.commit()
    return match


def test_whoever_registered_a_sponsors_address_does_not_see_the_invitation(squatted, squatter, visit, demo):
    mallory = visit(demo).sign_in(squatter)
    assert mallory.get(f"/matches/{squatted.public_id}").status_code == 404
    assert mallory.submit(f"/matches/{squatted.public_id}/refusal").status_code == 404
    db.session.refresh(squatted)
    assert squatted.state == "invited"


def test_nor_do_they_answer_it_through_the_api(squatted, squatter, client):
    mallory = client(squatter)
    assert mallory("GET", f"/matches/{squatted.id}/").status_code == 404
    agreement = {"payment_method": "pm_card_visa"}
    assert mallory("PUT", f"/matches/{squatted.id}/agreement/", agreement).status_code == 404
    assert mallory("DELETE", f"/matches/{squatted.id}/agreement/").status_code == 404


def test_a_sponsors_money_does_not_go_into_an_account_that_nobody_has_proven(squatted, squatter, visitor, mails):
    page = f"/matches/{squatted.public_id}"
    key = f"?key={links.sponsor_key_of(squatted.public_id)}"
    answer = visitor.submit(f"{page}/card{key}")
    assert answer.location.startswith(visitor.origin) and "localhost" in answer.location
    run_jobs()
    assert "confirm" in visitor.get(f"{page}{key}").text.lower()
    assert [letter["To"] for letter in mails("password")] == [squatter.email]
    squatter.is_verified = True
    db.session.commit()
    assert not visitor.submit(f"{page}/card{key}").location.startswith(visitor.origin)


def test_a_creator_does_not_let_in_whom_the_staff_have_put_out(telescope, nell, bob, visit, demo):
    code = invite_to_team(telescope, bob.email, "viewer", by=nell).new_code()
    for membership in db.session.scalars(Membership.here().where(Membership.user_id == bob.id)):
        membership.end()
    db.session.commit()
    answer = visit(demo).submit(f"/team-invitations/{code}")
    assert answer.status_code == 403 and "staff" in answer.text
    assert count(ProjectMember, ProjectMember.user_id == bob.id) == 0


@pytest.fixture
def give(shirts, ada):  # noqa: F811
    """`give("caro@example.org")` is a shirt that ada pays."""

    def pay(email, **details):
        wish = Wish(None, unique("t"), shirts.shirt, country="DE", giving=Giving("Caroline", email, **details))
        made = pledge_with_card(shirts, ada, wish, payment_method="pm_card_visa")
        db.session.commit()
        run_jobs()
        return made

    return pay


def test_whoever_registered_an_address_gets_nothing_of_what_it_is_given(give, squatter, client):
    given = give(squatter.email)
    assert given.gift.recipient_id == squatter.id
    mallory = client(squatter)
    assert mallory("GET", "/gifts/").json["data"] == []
    for part in ("surveys", "files"):
        assert mallory("GET", f"/pledges/{given.id}/{part}/").status_code == 404


def test_a_gift_opens_for_nobody_before_its_day(give, visitor):
    given = give("caro@example.org", deliver_on=(utcnow() + timedelta(days=9)).date())
    assert visitor.get(f"/gifts/{gift_links.token_of(given.gift)}").status_code == 404


def test_nobody_joins_a_team_under_an_address_that_is_not_proven(telescope, nell, squatter, client):
    code = invite_to_team(telescope, squatter.email, "viewer", by=nell).new_code()
    db.session.commit()
    assert client(squatter)("POST", "/team-members/", {"code": code}).status_code == 403
    assert count(ProjectMember, ProjectMember.user_id == squatter.id) == 0


# ---- with other people's numbers ---------------------------------------------------------------------


def test_another_backer_does_nothing_with_adas_pledge(paid, member, bob, client, owner):
    asked = ask_back(paid, reason="It is the wrong size.")
    db.session.commit()
    stranger = client(bob)
    acts = [
        ("POST", f"/pledges/{paid.id}/refund-requests/", {"reason": "Mine!"}),
        ("GET", f"/refund-requests/{asked.id}/", None),
        ("POST", f"/refund-requests/{asked.id}/answer/", {"approve": True}),
        ("PUT", f"/pledges/{member.id}/ending/", None),
        ("DELETE", f"/pledges/{member.id}/ending/", None),
        ("DELETE", f"/pledges/{member.id}/planned-change/", None),
        ("GET", f"/pledges/{member.id}/months/", None),
        ("PATCH", f"/pledges/{member.id}/", {"amount": 1_00}),
        ("DELETE", f"/pledges/{member.id}/", None),
        ("GET", f"/pledges/{paid.id}/files/", None),
        ("GET", f"/pledges/{paid.id}/surveys/", None),
    ]
    wrong = [act for act in acts if stranger(*act).status_code not in (403, 404)]
    assert wrong == []
    db.session.refresh(member)
    assert (member.ends_at, asked.state) == (None, "open")


def test_a_helper_gives_themselves_no_other_role(telescope, nell, bob, client):
    member = join_team(invite_to_team(telescope, bob.email, "viewer", by=nell).new_code(), bob)
    db.session.commit()
    assert client(bob)("PATCH", f"/team-members/{member.id}/", {"role": "editor"}).status_code == 403
    db.session.refresh(member)
    assert member.role == "viewer"


def test_a_survey_exists_for_those_it_was_sent_to(paid, new_project, nell, visitor, client):
    mine, elsewhere = write_survey(paid.project, title="Mine"), new_project("Other", kind="keep_it_all")
    other = write_survey(elsewhere, title="Theirs")
    for each in (mine, other):
        ask(each, label="Size")
    db.session.commit()
    assert visitor.get(path_of(paid, "surveys", str(mine.id))).status_code == 404  # a draft
    for each in (mine, other):
        send_survey(each)
    db.session.commit()
    assert visitor.get(path_of(paid, "surveys", str(other.id))).status_code == 404
    assert visitor.get(path_of(paid, "surveys", str(mine.id))).status_code == 200
    answers = {"answers": []}
    assert client(nell)("PUT", f"/pledges/{paid.id}/surveys/{mine.id}/", answers).status_code == 403


def test_nothing_of_a_site_exists_on_another(paid, telescope, nell, visit, new_site, owner):
    asked = ask_back(paid, reason="It is the wrong size.")
    file = add_file(paid.reward, name="pattern.pdf", data=b"%PDF-1.7 pattern")
    survey = write_survey(paid.project, title="Sizes")
    ask(survey, label="Size")
    send_survey(survey)
    match = invite_sponsor(telescope, email="acme@example.org", sponsor_name="Acme", percent=100, cap_amount=9_00)
    invitation = invite_to_team(telescope, "caro@example.org", "viewer", by=nell)
    db.session.commit()
    paths = [
        f"refund-requests/{asked.id}/", f"reward-files/{file.id}/", f"surveys/{survey.id}/", f"matches/{match.id}/",
        f"team-invitations/{invitation.id}/", f"surveys/{survey.id}/replies/", f"pledges/{paid.id}/",
        f"projects/{telescope.id}/team/", f"projects/{telescope.id}/matches/", f"rewards/{paid.reward_id}/files/",
    ]  # fmt: skip
    pages = [links.page_of(paid.public_id), links.sponsor_page_of(match.public_id)]
    site = new_site("atelier")
    with tenancy.bind(site):
        their_owner = db.session.scalars(User.owners()).one()
        elsewhere = visit(site)
        login = elsewhere.post("/api/v1/auth/login/", json={"email": their_owner.email, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
        found = [
            path for path in paths if elsewhere.get(f"/api/v1/crowdfunding/{path}", headers=headers).status_code != 404
        ]
        found += [page for page in pages if elsewhere.get("/" + page.split("/", 3)[3]).status_code != 404]
    assert found == []


def test_a_key_opens_what_it_was_made_for_and_nothing_else(paid, member, telescope, visitor):
    match = invite_sponsor(telescope, email="acme@example.org", sponsor_name="Acme", percent=100, cap_amount=9_00)
    db.session.commit()
    key, sponsors = links.key_of(paid.public_id), links.sponsor_key_of(match.public_id)
    for path in (
        f"/pledges/{member.public_id}?key={key}", f"/matches/{match.public_id}?key={key}",
        f"/pledges/{paid.public_id}?key={sponsors}", f"/pledges/{paid.public_id}?key={key[:-1]}",
        f"/pledges/match:{match.public_id}?key={sponsors}", f"/gifts/{key}",
    ):  # fmt: skip
        assert visitor.get(path).status_code == 404, path


# ---- amounts -----------------------------------------------------------------------------------------

ODD = [-1, 0, 0.5, True, "1e3", 2**63, -(2**63), None, [], "NaN"]


@pytest.mark.parametrize("amount", ODD)
def test_no_odd_amount_is_given_back_asked_for_or_promised(paid, member, telescope, owner, nell, ada, client, amount):
    asked = ask_back(paid, reason="It is the wrong size.")
    db.session.commit()
    answer = {"approve": True, "amount": amount}
    assert client(owner)("POST", f"/refund-requests/{asked.id}/answer/", answer).status_code == 422
    assert client(ada)("PATCH", f"/pledges/{member.id}/", {"amount": amount}).status_code == 422 or amount is None
    terms = {"email": "acme@example.org", "sponsor_name": "Acme", "percent": 100, "cap_amount": amount}
    speak = client(nell)
    assert speak("POST", f"/projects/{telescope.id}/matches/", terms).status_code == 422
    assert (
        speak("POST", f"/projects/{telescope.id}/matches/", terms | {"cap_amount": 9_00, "percent": amount}).status_code
        == 422
    )
    db.session.refresh(asked)
    assert (asked.state, count(Refund), count(Match)) == ("open", 0, 0)


# ---- out of turn -------------------------------------------------------------------------------------


def test_nothing_happens_twice_or_too_late(paid, member, owner, ada, client, telescope, nell):
    staff, backer = client(owner), client(ada)
    asked = ask_back(paid, reason="It is the wrong size.")
    db.session.commit()
    answer = f"/refund-requests/{asked.id}/answer/"
    assert staff("POST", answer, {"approve": False, "answer": "It fits."}).status_code == 200
    assert staff("POST", answer, {"approve": True}).status_code == 409
    assert backer("PUT", f"/pledges/{member.id}/ending/").status_code == 200
    assert backer("PUT", f"/pledges/{member.id}/ending/").status_code == 409
    assert backer("PATCH", f"/pledges/{member.id}/", {"amount": 40_00}).status_code == 409
    assert backer("PUT", f"/pledges/{paid.id}/ending/").status_code == 409
    match = invite_sponsor(telescope, email="acme@example.org", sponsor_name="Acme", percent=100, cap_amount=9_00)
    db.session.commit()
    assert client(nell)("DELETE", f"/matches/{match.id}/").status_code == 204
    assert client(nell)("DELETE", f"/matches/{match.id}/").status_code == 409
    assert count(Refund) == 0

from datetime import timedelta
from uuid import uuid4

import pytest

from educrowd.core.db import db, utcnow
from tests.conftest import unique
from tests.crowdfunding.conftest import BASE, STORY


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


def wanted() -> dict:
    return {
        "title": "A telescope for every school",
        "summary": "We grind a mirror of twenty centimeters together.",
        "story": STORY,
        "risks": "The mirror may crack; then we grind a second one.",
        "goal_amount": 100_00,
        "currency": "USD",
        "deadline": (utcnow() + timedelta(hours=1)).isoformat(),
    }


def test_from_draft_to_receipt_through_the_api(client, sandbox, nell, ada, end):
    creator, backer = client(nell), client(ada)
    project = creator("POST", "/projects/", wanted()).json["data"]
    assert (project["state"], project["raised_amount"]) == ("draft", 0)
    reward = creator("POST", f"/projects/{project['id']}/rewards/", {"title": "Mug", "amount": 20_00, "quantity": 2})
    assert reward.status_code == 201
    assert creator("POST", f"/projects/{project['id']}/launch/").json["data"]["state"] == "live"
    body = {"project_id": project["id"], "amount": 120_00, "reward_id": reward.json["data"]["id"]}
    pledge = backer("POST", "/pledges/", body | {"payment_method": "pm_card_visa"}, **key())
    assert (pledge.status_code, pledge.json["data"]["state"]) == (201, "active")
    from educrowd.blueprints.crowdfunding.models import Project

    end(db.session.scalars(Project.public()).one())
    seen = backer("GET", f"/projects/{project['id']}/").json["data"]
    assert (seen["state"], seen["collected_amount"], seen["backers_count"]) == ("settled", 120_00, 1)
    assert backer("GET", f"/pledges/{pledge.json['data']['id']}/").json["data"]["state"] == "collected"
    kinds = [row["kind"] for row in creator("GET", f"/projects/{project['id']}/ledger/").json["data"]]
    assert kinds == ["release", "charge"]


def test_a_guest_is_sent_to_the_card_page_and_cannot_read_on(client, telescope, sandbox):
    guest = client()
    body = {"project_id": telescope.id, "amount": 25_00, "email": f"{unique('grace')}@example.org", "name": "Grace"}
    answer = guest("POST", "/pledges/", body, **key())
    assert (answer.status_code, answer.json["data"]["state"]) == (201, "draft")
    assert answer.json["data"]["setup"]["url"].startswith(sandbox.origin)
    assert answer.json["data"]["setup"]["client_secret"].startswith("seti_")
    assert guest("GET", f"/pledges/{answer.json['data']['id']}/").status_code == 401


@pytest.mark.usefixtures("sandbox")
def test_the_same_key_pledges_once_and_another_body_is_refused(client, telescope, ada):
    backer, once = client(ada), key()
    body = {"project_id": telescope.id, "amount": 25_00, "payment_method": "pm_card_visa"}
    first, second = (backer("POST", "/pledges/", body, **once) for _ in range(2))
    assert first.json["data"]["id"] == second.json["data"]["id"]
    odd = backer("POST", "/pledges/", body | {"amount": 26_00}, **once)
    assert (odd.status_code, odd.json["errors"][0]["code"]) == (409, "idempotency_mismatch")
    db.session.expire_all()
    assert telescope.totals.backers_count == 1


def test_without_a_key_nothing_is_pledged(client, telescope, ada):
    answer = client(ada)("POST", "/pledges/", {"project_id": telescope.id, "amount": 25_00})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize("amount", [-1, 0, 0.001, True, "25", None, 2**63, 10**12, [], {}, 49])
def test_an_amount_that_is_none_is_422(client, telescope, ada, amount):
    body = {"project_id": telescope.id, "amount": amount, "payment_method": "pm_card_visa"}
    answer = client(ada)("POST", "/pledges/", body, **key())
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "amount")


def test_nan_is_no_json(client, telescope, ada):
    body = {"project_id": telescope.id, "amount": float("nan"), "payment_method": "pm_card_visa"}
    assert client(ada)("POST", "/pledges/", body, **key()).status_code == 400


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"goal_amount": -5}, "goal_amount"),
        ({"goal_amount": 1.5}, "goal_amount"),
        ({"kind": "monthly"}, "kind"),
        ({"kind": "recurring", "deadline": "2031-01-01T00:00:00Z"}, "deadline"),
        ({"deadline": "tomorrow"}, "deadline"),
        ({"course_id": 999_999}, "course_id"),
        ({"title": " "}, "title"),
        ({"slug": "../x"}, "slug"),
        ({"state": "live"}, "state"),
        ({"tenant_id": 1}, "tenant_id"),
        ({"raised_amount": 5}, "raised_amount"),
    ],
)
def test_what_a_project_cannot_be_is_422(client, nell, change, field):
    answer = client(nell)("POST", "/projects/", wanted() | change)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_nobody_gives_away_seats_in_somebody_elses_course(client, nell, course, visit, demo):
    answer = client(nell)("POST", "/projects/", wanted() | {"course_id": course.id})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "course_id")
    made = client(nell)("POST", "/projects/", wanted()).json["data"]["id"]
    for method, body in (("PATCH", {}), ("PUT", wanted())):
        answer = client(nell)(method, f"/projects/{made}/", body | {"course_id": course.id})
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "course_id")
    builder = visit(demo).sign_in(nell).get(f"/studio/projects/{made}/")
    assert builder.status_code == 200 and course.title not in builder.text


def test_a_guest_does_not_pledge_into_an_account_that_was_never_proven(client, telescope, ada):
    body = {"project_id": telescope.id, "amount": 25_00, "email": ada.email, "payment_method": "pm_card_visa"}
    answer = client()("POST", "/pledges/", body, **key())
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (409, "email")
    ada.is_verified = True
    db.session.commit()
    assert client()("POST", "/pledges/", body, **key()).status_code == 201


def test_sold_out_closed_and_already_backing_have_codes_of_their_own(client, new_project, back, ada, people, sandbox):
    from educrowd.blueprints.crowdfunding.launching.creating import add_reward

    live = new_project()
    plaque = add_reward(live, title="Plaque", amount=20_00, quantity=1)
    back(live, people(1)[0], 20_00, reward=plaque)
    draft = new_project("Draft", live=False)
    backer = client(ada)
    body = {"project_id": live.id, "amount": 20_00, "reward_id": plaque.id, "payment_method": "pm_card_visa"}
    assert backer("POST", "/pledges/", body, **key()).json["errors"][0]["code"] == "sold_out"
    assert backer("POST", "/pledges/", body | {"project_id": draft.id}, **key()).status_code == 422
    assert backer("POST", "/pledges/", body | {"reward_id": None}, **key()).status_code == 201
    again = backer("POST", "/pledges/", body | {"reward_id": None}, **key())
    assert (again.status_code, again.json["errors"][0]["code"]) == (409, "conflict")


def test_an_incomplete_draft_is_not_launched_and_says_why(client, nell, sandbox):
    creator = client(nell)
    project = creator("POST", "/projects/", {"title": "Bare", "goal_amount": 1}).json["data"]
    answer = creator("POST", f"/projects/{project['id']}/launch/")
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (409, "not_ready")
    assert "a reward" in answer.json["errors"][0]["message"]


def test_after_the_launch_the_goal_stands_and_the_story_may_grow(client, nell, telescope):
    creator = client(nell)
    assert creator("PATCH", f"/projects/{telescope.id}/", {"goal_amount": 1}).status_code == 409
    assert creator("PATCH", f"/projects/{telescope.id}/", {"story": STORY * 2}).status_code == 200
    assert creator("DELETE", f"/projects/{telescope.id}/").status_code == 409


def test_a_stranger_can_neither_change_nor_read_what_is_not_theirs(client, new_project, back, nell, ada, new_person):
    telescope = new_project()
    draft = new_project("Draft", live=False)
    pledge = back(telescope, ada, 50_00)
    rival = client(new_person("rita", "creator"))
    assert rival("PATCH", f"/projects/{telescope.id}/", {"title": "Mine"}).status_code == 403
    assert rival("GET", f"/projects/{telescope.id}/ledger/").status_code == 403
    assert rival("GET", f"/projects/{draft.id}/").status_code == 404
    assert rival("GET", f"/pledges/{pledge.id}/").status_code == 404
    assert rival("GET", "/pledges/").json["data"] == []
    assert client(nell)("DELETE", f"/pledges/{pledge.id}/").status_code == 403
    assert client()("GET", "/pledges/").status_code == 401
    [seen] = client(nell)("GET", "/pledges/").json["data"]
    assert (seen["id"], seen["url"]) == (pledge.id, None)


def test_a_backer_changes_and_cancels_through_the_api(client, telescope, back, ada):
    pledge = back(telescope, ada, 50_00)
    backer = client(ada)
    assert backer("PATCH", f"/pledges/{pledge.id}/", {"amount": 60_00}).json["data"]["amount"] == 60_00
    assert backer("DELETE", f"/pledges/{pledge.id}/").status_code == 204
    db.session.expire_all()
    assert (pledge.state, telescope.raised.minor) == ("cancelled", 0)


def test_another_sites_ids_do_not_exist(client, visit, new_site, telescope):
    answer = visit(new_site("atelier")).get(f"{BASE}/projects/{telescope.id}/")
    unknown = client()("GET", "/projects/999999/")
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert answer.json["errors"] == unknown.json["errors"]

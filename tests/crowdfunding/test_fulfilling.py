import csv
import io

import pytest

from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core.db import db
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def paid(telescope, back, ada, people, end):
    """Ada's and a guest's pledges, charged."""
    pledges = [back(telescope, who, 60_00) for who in (ada, people(1)[0])]
    end(telescope)
    return pledges


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


def letters_to(visitor, person) -> list[dict]:
    return [one for one in visitor.get("/_dev/mail.json").json if person.email in one["to"]]


def test_a_shipped_reward_is_told_by_letter_and_on_the_pledges_page(creator, visitor, telescope, paid, ada):
    page = f"/studio/projects/{telescope.id}/backers/{paid[0].id}"
    assert creator.submit(f"{page}/delivery", status="shipped", tracking="RR 123 456 US").status_code == 303
    run_jobs()
    letter = letters_to(visitor, ada)[0]
    assert "is on its way" in letter["subject"]
    assert "RR 123 456 US" in letter["text"]
    assert "RR 123 456 US" in visitor.get(path_of(links.page_of(paid[0].public_id))).text
    assert letters_to(visitor, paid[1].user)[0]["subject"].startswith("Receipt")


def test_saying_the_same_twice_sends_one_letter(creator, visitor, telescope, paid, ada):
    for _ in range(2):
        creator.submit(f"/studio/projects/{telescope.id}/backers/{paid[0].id}/delivery", status="shipped")
    run_jobs()
    assert sum("on its way" in letter["subject"] for letter in letters_to(visitor, ada)) == 1


def test_many_are_marked_at_once_and_only_those_of_the_project(
    creator, telescope, paid, new_project, back, people, end
):
    other = new_project("Other", goal=10_00)
    foreign = back(other, people(1)[0], 20_00)
    end(other)
    chosen = [pledge.id for pledge in (*paid, foreign)]
    answer = creator.submit(f"/studio/projects/{telescope.id}/deliveries", pledge_id=chosen, status="preparing")
    assert answer.status_code == 303
    db.session.expire_all()
    assert [pledge.delivery.status for pledge in paid] == ["preparing", "preparing"]
    assert foreign.delivery is None
    shown = creator.get(f"/studio/projects/{telescope.id}/backers?delivery=waiting").text
    assert "Nobody like that" in shown


def test_a_whole_page_is_marked_with_one_press_and_the_filter_stays(creator, telescope, paid):
    listed = [pledge.id for pledge in paid]
    here = f"/studio/projects/{telescope.id}/deliveries?delivery=waiting"
    answer = creator.submit(here, listed=listed, pledge_id=listed[:1], status="preparing", all="1")
    assert answer.location.endswith("/backers?delivery=waiting")
    db.session.expire_all()
    assert [pledge.delivery.status for pledge in paid] == ["preparing", "preparing"]


def test_the_csv_tells_the_delivery(creator, telescope, paid):
    creator.submit(f"/studio/projects/{telescope.id}/backers/{paid[0].id}/delivery", status="delivered", tracking="X1")
    rows = list(csv.DictReader(io.StringIO(creator.get(f"/studio/projects/{telescope.id}/backers.csv").text)))
    assert {(row["delivery"], row["tracking"]) for row in rows} == {("delivered", "X1"), ("", "")}


def test_what_is_not_paid_is_not_delivered(creator, telescope, back, ada):
    pledge = back(telescope, ada, 10_00)
    page = f"/studio/projects/{telescope.id}/backers/{pledge.id}/delivery"
    assert creator.submit(page, status="shipped").status_code == 422
    assert creator.submit(page, status="lost").status_code == 422
    creator.submit(f"/studio/projects/{telescope.id}/deliveries", pledge_id=pledge.id, status="shipped")
    db.session.expire_all()
    assert pledge.delivery is None


def test_deliveries_through_the_api(client, nell, ada, new_person, paid):
    creator, here = client(nell), f"/pledges/{paid[0].id}/delivery/"
    assert creator("GET", here).status_code == 404
    assert creator("PUT", here, {"status": "lost"}).status_code == 422
    assert creator("PUT", here, {"status": "shipped", "tracking": "X1"}).json["data"]["shipped_at"]
    assert client(ada)("GET", here).json["data"]["tracking"] == "X1"
    assert client(ada)("PUT", here, {"status": "delivered"}).status_code == 403
    assert client(new_person("carl", "creator"))("GET", here).status_code == 404


def test_many_are_marked_at_once_through_the_api_each_with_its_own_number(
    client, nell, telescope, paid, back, new_project, people, end, visitor
):
    other = new_project("Other", goal=10_00)
    foreign = back(other, people(1)[0], 20_00)
    end(other)
    creator, here = client(nell), f"/projects/{telescope.id}/deliveries/"
    ada, guest = paid
    steps = [
        {"pledge_id": ada.id, "status": "shipped", "tracking": "RR 1 US"},
        {"pledge_id": guest.id, "status": "preparing"},
        {"pledge_id": foreign.id, "status": "shipped"},
    ]
    told = creator("POST", here, {"deliveries": steps}).json["data"]
    assert told == {"changed": [ada.id, guest.id], "unchanged": [], "refused": [foreign.id]}
    again = creator("POST", here, {"deliveries": [{"pledge_id": ada.id, "status": "shipped"}]}).json["data"]
    assert again == {"changed": [], "unchanged": [ada.id], "refused": []}
    run_jobs()
    assert sum("on its way" in letter["subject"] for letter in letters_to(visitor, ada.user)) == 1
    listed = creator("GET", f"{here}?status=shipped").json
    assert [(one["pledge_id"], one["tracking"]) for one in listed["data"]] == [(ada.id, "RR 1 US")]
    assert creator("GET", here).json["meta"]["total"] == 2


def test_marking_many_is_for_those_who_run_the_project_and_refuses_nonsense(client, nell, ada, new_person, telescope):
    here = f"/projects/{telescope.id}/deliveries/"
    good = {"deliveries": [{"pledge_id": 1, "status": "shipped"}]}
    assert client(ada)("POST", here, good).status_code == 403
    carl = client(new_person("carl", "creator"))
    assert (carl("POST", here, good).status_code, carl("GET", here).status_code) == (403, 403)
    creator = client(nell)
    for bad in ({}, {"deliveries": []}, {"deliveries": [{"pledge_id": 1, "status": "lost"}]}, {"deliveries": [7]}):
        assert creator("POST", here, bad).status_code == 422
    assert creator("POST", here, {"deliveries": good["deliveries"] * 501}).status_code == 422


def test_marking_ten_costs_as_many_reads_as_marking_one(client, nell, new_project, back, people, end):
    project = new_project(goal=10_00)
    pledges = [back(project, who, 20_00) for who in people(6)]
    end(project)
    creator, here = client(nell), f"/projects/{project.id}/deliveries/"

    def reads(chosen):
        steps = [{"pledge_id": pledge.id, "status": "preparing"} for pledge in chosen]
        with queries() as asked:
            assert creator("POST", here, {"deliveries": steps}).status_code == 200
        return len([one for one in asked if one.startswith("SELECT")])

    assert reads(pledges[:1]) == reads(pledges[1:])

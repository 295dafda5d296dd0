"""Stretch goals, questions, promises, search, sources and the widget."""

from __future__ import annotations

import re
from datetime import date

import pytest

from educrowd.blueprints.crowdfunding.launching.telling import add_stretch_goal
from educrowd.blueprints.crowdfunding.models import PledgeSource
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.conftest import PASSWORD
from tests.crowdfunding.test_pages import fields_of, path_of
from tests.queries import queries


@pytest.fixture
def api(visit, demo):
    """`api(nell)` are the headers of her own token."""

    def headers(person) -> dict[str, str]:
        answer = visit(demo).post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        return {"Authorization": f"Bearer {answer.get_json()['data']['access_token']}"}

    return headers


def test_stretch_goals_stand_on_the_thermometer(telescope, ada, back, visitor):
    add_stretch_goal(telescope, amount=150_00, title="A second mirror")
    add_stretch_goal(telescope, amount=200_00, title="An open night")
    back(telescope, ada, 160_00)
    page = visitor.get(f"/projects/{telescope.slug}").text
    assert page.count('class="tick') == 3
    told = re.search(r"Beyond the goal.*?</ul>", page, re.S)[0]
    assert ["Reached" in line for line in told.split("<li>")[1:]] == [True, False]


@pytest.mark.parametrize("amount", [100_00, 1, 0, -5])
def test_a_stretch_goal_lies_beyond_the_goal(telescope, amount):
    with pytest.raises(Invalid):
        add_stretch_goal(telescope, amount=amount, title="Nothing")


def test_the_creator_adds_and_removes_what_the_page_tells(telescope, nell, visit, demo, visitor, new_person):
    studio = visit(demo).sign_in(nell)
    here = f"/studio/projects/{telescope.id}"
    assert studio.submit(f"{here}/stretch-goals", amount="150", title="A second mirror").status_code == 303
    assert studio.submit(f"{here}/stretch-goals", amount="150", title="Twice").status_code == 422
    assert studio.submit(f"{here}/stretch-goals", amount="1", title="Small").status_code == 422
    assert (
        studio.submit(f"{here}/questions", question="Tools?", answer="**None** <script>x</script>").status_code == 303
    )
    assert studio.submit(f"{here}/questions", question="", answer="").status_code == 422
    page = visitor.get(f"/projects/{telescope.slug}").text
    assert "A second mirror" in page
    assert "<strong>None</strong>" in page
    assert "<script>x" not in page
    remove = re.findall(r'action="(/studio/(?:questions|stretch-goals)/\d+/deletion)"', studio.get(f"{here}/page").text)
    eve = visit(demo).sign_in(new_person("eve", "creator"))
    assert [eve.submit(path).status_code for path in remove] == [403, 403]
    assert [studio.submit(path).status_code for path in remove] == [303, 303]
    assert "A second mirror" not in visitor.get(f"/projects/{telescope.slug}").text


def test_promises_are_held_against_what_came(telescope, nell, ada, back, end, visit, demo, visitor):
    [postcard] = telescope.rewards
    postcard.delivery = date(2026, 3, 1)
    back(telescope, ada, 120_00, reward=postcard)
    end(telescope)
    studio = visit(demo).sign_in(nell)
    address = f"/studio/rewards/{telescope.rewards[0].id}/delivered"
    assert studio.submit(address, delivered_on="2026-03-04").status_code == 303
    assert "3 days late" in visitor.get(f"/projects/{telescope.slug}").text
    studio.submit(address, delivered_on="2026-02-28")
    assert "On time" in visitor.get(f"/projects/{telescope.slug}").text
    assert studio.submit(address, delivered_on="soon").status_code == 422


def titles(visitor, query: str) -> list[str]:
    page = visitor.get(f"/projects/?{query}")
    assert page.status_code == 200, page.text
    return re.findall(r'class="card-title"><a[^>]*>([^<]+)<', page.text)


def test_projects_are_found_by_words_also_misspelled_ones(new_project, visitor):
    new_project("Telescope")
    new_project("Beehives", category="Nature")
    assert titles(visitor, "q=beehives") == ["Beehives"]
    assert titles(visitor, "q=behives") == ["Beehives"]
    assert titles(visitor, "q=telescope")[0] == "Telescope"
    assert titles(visitor, "q=submarine") == []
    assert titles(visitor, "category=Nature") == ["Beehives"]
    for nonsense in ("q=%25", "q='&state=x&order=y", 'q="%3A*%26!|(', "category=%3B"):
        titles(visitor, nonsense)


def test_projects_are_filtered_and_ordered(new_project, people, back, end, visitor):
    later, sooner = new_project("Later", ends_in=7200), new_project("Sooner", ends_in=600)
    gone = new_project("Gone")
    for person in people(2):
        back(later, person, 10_00)
    end(gone)
    assert titles(visitor, "state=open") == ["Sooner", "Later"]
    assert titles(visitor, "state=ended") == ["Gone"]
    assert titles(visitor, "state=funded") == []
    assert titles(visitor, "order=backed")[0] == "Later"
    assert titles(visitor, "state=open&order=ending") == ["Sooner", "Later"]
    assert titles(visitor, "order=new")[0] == "Gone"
    assert sooner.id


def test_a_list_of_projects_costs_the_same_however_long(new_project, visitor):
    def cost() -> int:
        visitor.get("/projects/?order=backed&q=telescope")
        with queries() as asked:
            visitor.get("/projects/?order=backed&q=telescope")
        return len(asked)

    add_stretch_goal(new_project("Telescope one"), amount=150_00, title="More")
    db.session.commit()
    few = cost()
    for number in range(4):
        add_stretch_goal(new_project(f"Telescope {number}"), amount=150_00, title="More")
    db.session.commit()
    assert cost() == few


def test_the_word_of_a_link_is_kept_with_the_pledge(telescope, nell, ada, back, visitor, visit, demo, sandbox):
    page = visitor.get(f"/projects/{telescope.slug}?ref=Newsletter").text
    form_url = re.search(r'href="(/projects/[^"]+/pledge\?[^"]*source=Newsletter[^"]*)"', page)[1].replace("&amp;", "&")
    fields = fields_of(visitor.get(form_url))
    fields |= {"amount": "25.00", "email": "grace.source@example.org", "name": "Grace"}
    answer = visitor.post(f"/projects/{telescope.slug}/pledges", data=fields)
    visitor.get(path_of(sandbox.fill_in_card(answer.location)))
    db.session.rollback()
    found = PledgeSource.figures(telescope)
    assert [(row.source, row.pledges, row.amount) for row in found] == [("newsletter", 1, 25_00)]
    back(telescope, ada, 50_00)
    assert [row.source for row in PledgeSource.figures(telescope)] == ["", "newsletter"]
    assert "newsletter" in visit(demo).sign_in(nell).get(f"/studio/projects/{telescope.id}/share").text


@pytest.mark.parametrize("source", ["a" * 41, "two words", "<b>", "", "mail@example.org"])
def test_what_is_no_word_is_not_kept(telescope, ada, back, source):
    PledgeSource.note(back(telescope, ada, 50_00), source)
    assert [row.source for row in PledgeSource.figures(telescope)] == [""]


def test_only_the_widget_may_be_framed_and_it_sets_no_cookie(telescope, visitor, new_project):
    widget = visitor.get(f"/projects/{telescope.slug}/widget")
    policy = widget.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "<script" not in widget.text
    assert "Set-Cookie" not in widget.headers
    assert "frame-ancestors 'none'" in visitor.get(f"/projects/{telescope.slug}").headers["Content-Security-Policy"]
    assert visitor.get(f"/projects/{new_project('Draft', live=False).slug}/widget").status_code == 404


def test_the_api_has_stretch_goals_questions_and_sources(telescope, nell, visitor, api, new_person):
    here, mine = f"/api/v1/crowdfunding/projects/{telescope.id}", api(nell)
    goal = visitor.post(f"{here}/stretch-goals/", json={"amount": 200_00, "title": "More"}, headers=mine)
    assert goal.status_code == 201, goal.text
    assert visitor.post(f"{here}/stretch-goals/", json={"amount": 1, "title": "Less"}, headers=mine).status_code == 422
    asked = visitor.post(f"{here}/questions/", json={"question": "Why?", "answer": "Because."}, headers=mine)
    assert asked.status_code == 201
    for made in (goal, asked):
        address = made.headers["Location"]
        assert visitor.get(address).status_code == 200
        assert visitor.delete(address, headers=api(new_person("eve", "creator"))).status_code == 403
        assert visitor.delete(address, headers=mine).status_code == 204
        assert visitor.get(address).status_code == 404
    assert visitor.get(f"{here}/sources/", headers=mine).get_json()["data"] == []
    assert visitor.get(f"{here}/sources/").status_code == 401

"""The projects of the demonstration sites: written at once, brought to life by jobs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from educrowd.blueprints.crowdfunding.demo import fill, reading
from educrowd.blueprints.crowdfunding.demo.after_the_end import go_on_after_the_end
from educrowd.blueprints.crowdfunding.models import Delivery, Follow, Pledge, Project, RefundRequest
from educrowd.core.db import db
from educrowd.core.payments import Refund
from educrowd.core.registry import DemoSite
from tests.jobs import run_jobs

FACTS = "Title: {title}\nSummary: Folded by hand, fifty of them.\nGoal: 30\nStage: {stage}\nDays: 20\n"
TEXT = (
    "\n" + "We fold fifty boats, and whoever likes may let one go. " * 3 + "\n\n## Risks\n\nIt may rain for a week.\n"
)
ENDED = """Backers: 6
Followers: 2
Zone: Nearby | PT DE
Zone: Everywhere else
Tax: PT | IVA | 23 | included
Reward: 20 | - | A boat | Folded twice. | 2
Postage: A boat | 2 | 5
Variant: A boat | Blue | B-1 | 9
Add-on: 3 | 2 | A lake | In a jar.
Milestone: 10 | - | It floats
Stretch: 90 | A ship
Question: Does it float? | Yes.
Card: 4000 0027 6000 3184
Card: chargeCustomerFail
Delivered: 1 | shipped
Refund: 2 | A fold too many
Payout: 1
"""


@pytest.fixture
def site(owner, new_person):
    """A demonstration site's people; the first member is student@."""
    creator, member, other = new_person("nell", "creator"), new_person("una", "student"), new_person("ian")
    return DemoSite("demo", owner, owner, creator, owner, (member, other))


@pytest.fixture
def told(tmp_path, monkeypatch, site):
    """`told(stage="live", more="Backers: 2")` fills the site with one project that says so."""

    def tell(stage, more="", title="Paper boats"):
        (tmp_path / "demo").mkdir(exist_ok=True)
        (tmp_path / "demo" / "1-boats.md").write_text(FACTS.format(title=title, stage=stage) + more + TEXT)
        monkeypatch.setattr(reading, "PROJECTS", tmp_path)
        fill(site)
        run_jobs()
        return db.session.scalars(select(Project)).one()

    return tell


@pytest.mark.parametrize("slug", ["demo", "atelier", "nell"])
def test_every_file_says_what_can_be_written(sandbox, site, slug):
    fill(replace(site, slug=slug))
    told = [reading.tell(name) for name in reading.names_for(slug)]
    written = {project.title: project for project in db.session.scalars(select(Project))}
    assert written.keys() == {each.facts["Title"] for each in told}
    for each in told:
        project = written[each.facts["Title"]]
        assert (project.state == "live") == each.is_opened_at_once
        lacks = {step.label for step in project.steps if not step.is_done}
        assert lacks <= {"A deadline"} or each.stage == "draft"


def test_an_ended_project_leaves_all_that_a_studio_has_to_look_after(app, sandbox, monkeypatch, told, end, site):
    monkeypatch.setitem(app.config, "SANDBOX_PORT", 1)
    boats = told("ended", ENDED)
    assert (boats.state, boats.backers_count, Follow.count(boats)) == ("live", 6, 2)
    first = db.session.scalars(select(Pledge).order_by(Pledge.id)).first()
    assert first.user_id == site.members[0].id
    end(boats)
    for _ in range(2):
        go_on_after_the_end(boats.id, "demo/1-boats.md", site.owner.id)
        run_jobs()
    states = sorted(db.session.scalars(select(Pledge.state)))
    assert states == ["action_required", *["collected"] * 4, "errored"]
    assert [refund.amount for refund in db.session.scalars(select(Refund))] == [2_00]
    assert [request.state for request in db.session.scalars(select(RefundRequest))] == []
    assert [delivery.status for delivery in db.session.scalars(select(Delivery))] == ["shipped"]


def test_a_sponsor_has_agreed_from_the_first_day_on(sandbox, told):
    boats = told(
        "live", "Backers: 2\nSince: 3\nSponsor: The Harbor Shop | 100 | 300 | 5\nReward: 20 | - | A boat | It.\n"
    )
    (match,) = boats.matches
    assert (match.state, match.sponsor_name, match.matched.minor) == ("active", "The Harbor Shop", 10_00)


@pytest.mark.parametrize("stage", ["review", "scheduled", "draft", "live"])
def test_each_stage_is_reached(visitor, sandbox, site, told, stage):
    visitor.sign_in(site.owner).submit("/studio/reviews/setting", review_projects="y")
    assert told(stage, "Opens: 4\nReward: 20 | - | A boat | Folded.\n").state == stage


def test_a_suspended_project_has_backers_and_a_reason(sandbox, told):
    boats = told("suspended", "Backers: 2\nReason: Whose boats are these?\nReward: 20 | - | A boat | Folded.\n")
    assert (boats.is_suspended, boats.backers_count) == (True, 2)

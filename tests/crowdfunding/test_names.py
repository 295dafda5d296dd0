"""Anybody may type any address: what belongs to it elsewhere, its owner's name above all, is shown to nobody here."""

from __future__ import annotations

import pytest

from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge
from educrowd.blueprints.crowdfunding.gifts.giving import Giving
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, launch_project
from educrowd.blueprints.crowdfunding.models import Pledge, WaitlistEntry
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.pledging import as_guest, pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.surveys.queries import answers_like
from educrowd.blueprints.crowdfunding.surveys.surveying import ask, send_survey, write_survey
from educrowd.blueprints.crowdfunding.waitlists.waiting import confirm, join
from educrowd.core.db import db
from tests.conftest import unique
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs


@pytest.fixture
def hopper(ada):
    """Ada's account is proven, and her name is one that nobody here has typed."""
    ada.first_name, ada.last_name, ada.is_verified = "Augusta", "Kingham", True
    db.session.commit()
    return ada


@pytest.fixture
def pose(sandbox):
    """`pose(telescope, ada, "Mallory Grey")`: a stranger types ada's address, and a name."""

    def pledge(project, owner_of_address, name: str, **details) -> Pledge:
        wish = Wish(25_00, unique("posed-token"), is_strangers=True, name=name, **details)
        made = pledge_with_card(project, as_guest(owner_of_address), wish, payment_method="pm_card_visa")
        db.session.commit()
        return made

    return pledge


def test_a_pledge_goes_by_the_name_that_was_typed(visitor, visit, demo, telescope, pose, hopper, nell):
    pledge = pose(telescope, hopper, "Mallory Grey")
    creator = visit(demo).sign_in(nell)
    below = f"/studio/projects/{telescope.id}/backers"
    assert "Mallory Grey" in visitor.get(f"/projects/{telescope.slug}").text
    for path in (f"/projects/{telescope.slug}", f"{below}", f"{below}/{pledge.id}", f"{below}.csv"):
        page = creator.get(path)
        assert page.status_code == 200, path
        assert "Kingham" not in page.text, path
    assert "Mallory Grey" in creator.get(below).text
    assert "Mallory Grey" in creator.get(f"{below}?q=mallory").text
    assert "Mallory Grey" not in creator.get(f"{below}?q=kingham").text
    run_jobs()


def test_a_face_is_drawn_from_what_is_shown(telescope, pose, back, hopper):
    """The same face beside two names would tell that one address is the other's."""
    pledge = pose(telescope, hopper, "Mallory Grey")
    assert str(hopper.id) not in pledge.backer_seed
    pledge.is_anonymous = True
    assert "Mallory" not in pledge.backer_seed


def test_who_is_signed_in_goes_by_their_own_name(telescope, back, hopper):
    assert back(telescope, hopper, 25_00).backer_name == "Augusta Kingham"


def test_the_letter_of_a_gift_names_who_said_to_give_it(new_project, pose, hopper, mails):
    giving = Giving("Caroline Herschel", f"{unique('caro')}@example.org")
    pose(new_project("Workshop", kind="keep_it_all"), hopper, "Mallory Grey", giving=giving)
    run_jobs()
    (letter,) = mails("has a gift for you")
    assert letter["Subject"] == "Mallory Grey has a gift for you"
    assert "Kingham" not in letter.as_string()


def test_who_waits_goes_by_the_name_that_was_typed(visit, demo, new_project, back, hopper, new_person, nell):
    project = new_project(live=False)
    lens = add_reward(project, title="Lens", amount=20_00, quantity=1)
    launch_project(project)
    back(project, new_person("bea", "student"), 20_00, reward=lens)
    entry = join(lens, hopper, variant=None, is_proven=False, name="Mallory Grey")
    confirm(WaitlistEntry.locked(entry.id))
    db.session.commit()
    below = f"/studio/projects/{project.id}/waitlist"
    for path in (below, f"{below}.csv"):
        page = visit(demo).sign_in(nell).get(path).text
        assert "Mallory Grey" in page and "Kingham" not in page, path


def test_answers_are_found_by_giver_and_by_recipient(new_project, pose, hopper):
    project = new_project("Shirts", kind="keep_it_all")
    recipient = f"{unique('caro')}@example.org"
    gift = pose(project, hopper, "Mallory Grey", giving=Giving("Caroline Herschel", recipient))
    run_jobs()
    survey = write_survey(project, title="Sizes", asks_address=False)
    ask(survey, kind="short_text", label="Which size?")
    send_survey(survey)
    db.session.commit()
    run_jobs()
    for words in ("herschel", recipient[:12].upper(), "mallory", hopper.email):
        assert [pledge.id for pledge in db.session.scalars(answers_like(survey, q=words))] == [gift.id], words
    assert db.session.scalars(answers_like(survey, q="kingham")).all() == []


def test_a_pledge_posed_for_an_address_opens_no_place_that_is_kept_for_it(
    visit, demo, visitor, new_project, back, pose, hopper, new_person
):
    """Neither seen nor taken: a place is its owner's, by the link of its letter or signed in."""
    project = new_project(live=False)
    lens = add_reward(project, title="Lens", amount=20_00, quantity=1)
    launch_project(project)
    bea = back(project, new_person("bea", "student"), 20_00, reward=lens)
    confirm(join(lens, hopper, variant=None, is_proven=True))
    cancel_pledge(bea)
    db.session.commit()
    change = path_of(links.page_of(pose(project, hopper, "Mallory Grey").public_id, "change"))
    assert f'value="{lens.id}"' not in visitor.get(change).text
    assert f'value="{lens.id}"' in visit(demo).sign_in(hopper).get(change).text

"""An account is closed by its person: by the password and a letter's link, and never while something depends on it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from educrowd.blueprints.auth.closing import closing
from educrowd.blueprints.auth.models import ApiKey, Membership, Session, SingleUseCode, User
from educrowd.blueprints.auth.models.link import CLOSE
from educrowd.blueprints.crowdfunding.models import Follow, PledgeAddress
from educrowd.blueprints.lms.models import Enrollment, Note
from educrowd.core import personal_data, tenancy
from educrowd.core.db import db
from educrowd.core.errors import Refused
from tests.conftest import PASSWORD
from tests.crowdfunding.conftest import nell, new_project, telescope  # noqa: F401
from tests.lms.conftest import ines, stars  # noqa: F401

PAGE = "/account/closing"
COMMENT = """
    INSERT INTO public.project_comments (tenant_id, project_id, author_id, author_name, author_face, author_role, body,
        status, because) VALUES (:tenant_id, :project_id, :author, 'Ada Lovelace', 'face', '', 'Well done.',
        'published', '')"""


@pytest.fixture
def at_home(visit, ada):
    return visit(None).sign_in(ada)


@pytest.fixture
def link():
    """`link(ada)` is what the letter would lead to."""

    def issue(person: User) -> str:
        id = person.id
        with tenancy.transaction(None):
            code = SingleUseCode.issue(db.session.get_one(User, id), CLOSE, tenant_id=None)
        return f"{PAGE}/{code}"

    return issue


def test_it_takes_the_password_and_a_letters_link(at_home, ada, link):
    assert "Nobody can bring it back" in at_home.get(PAGE).text
    assert at_home.submit(PAGE, current_password="not hers").status_code == 422
    assert at_home.submit(PAGE, current_password=PASSWORD).status_code == 303
    path = link(ada)
    assert ada.email in at_home.get(path).text
    db.session.refresh(ada)
    assert ada.is_active, "looking at a link does nothing"
    assert at_home.submit(path).status_code == 303
    db.session.refresh(ada)
    assert (ada.is_active, ada.is_claimed, ada.email.endswith("@erased.invalid")) == (False, False, True)
    assert "no longer good" in at_home.get(path).text
    assert at_home.submit(path).status_code in (409, 410, 422)


def test_what_is_hers_goes_and_what_others_need_loses_her_name(at_home, ada, demo, link, stars, telescope):  # noqa: F811
    before, id = ada.email, ada.id
    enrollment = stars.admit(id, source="staff")
    db.session.add_all(
        [
            Note(enrollment_id=enrollment.id, lesson_uid="essay", lesson_title="Light", text="Bends."),
            Follow(project_id=telescope.id, user_id=id),
        ]
    )
    db.session.execute(text(COMMENT), {"tenant_id": demo.id, "project_id": telescope.id, "author": id})
    ada.profile.phone_number = "+44 20 7946 0000"
    db.session.commit()
    assert at_home.submit(link(ada)).status_code == 303
    db.session.expire_all()
    shown = db.session.execute(text("SELECT author_name, author_face, body FROM public.project_comments")).one()
    assert shown == ("Somebody who left", "", "Well done.")
    gone = (Note, Follow, PledgeAddress, ApiKey)
    assert [db.session.scalar(db.select(db.func.count()).select_from(model)) for model in gone] == [0, 0, 0, 0]
    kept = db.session.scalars(db.select(Enrollment).where(Enrollment.user_id == id)).one()
    assert kept.status == "closed"
    assert not db.session.scalars(Membership.here().where(Membership.user_id == id)).all()
    assert not db.session.scalars(db.select(Session).where(Session.user_id == id)).all()
    person = db.session.get_one(User, id)
    assert (person.name, person.profile.phone_number) == ("Somebody who left", None)
    assert db.session.scalar(User.known_as(before)) is None, "the address is free"


def test_the_only_owner_of_a_site_stays(visit, owner, demo, new_site):
    alone, id = new_site("alone"), owner.id
    with tenancy.transaction(alone):
        db.session.get_one(User, id).take("owner", is_accepted=True)
        for other in db.session.scalars(Membership.here().where(Membership.user_id != id)):
            db.session.delete(other)
    at_home = visit(None).sign_in(owner)
    assert "only owner of “Alone”" in at_home.get(PAGE).text
    assert at_home.submit(PAGE, current_password=PASSWORD).status_code == 409
    assert "“Demo”" not in at_home.get(PAGE).text, "others own that one too"


def test_whoever_has_open_charges_or_backers_stays(ada, nell, telescope, demo, link, at_home):  # noqa: F811
    with pytest.raises(Refused, match="You lead “Telescope”"):
        closing.refuse_while_needed(nell)
    offers = list(personal_data.keeps_account._offers)
    path = link(ada)
    personal_data.keeps_account.offer()(lambda user_id: "A pledge of yours goes on.")
    try:
        refused = at_home.submit(path)
        assert (refused.status_code, "goes on" in refused.text) == (409, True)
    finally:
        personal_data.keeps_account._offers = offers
    db.session.refresh(ada)
    assert ada.is_active
    assert at_home.submit(path).status_code == 303, "what was refused did not use the link up"


def test_the_api_mails_the_link(visit, ada):
    api, path = visit(None), "/api/v1/auth/me/closing/"
    login = api.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
    token = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    assert api.post(path, json={"current_password": "not hers"}, headers=token).status_code == 422
    assert api.post(path, json={"current_password": PASSWORD}, headers=token).status_code == 202

"""Files of rewards: whoever paid for the reward may download them, and nobody else."""

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from educrowd.blueprints.crowdfunding.gifts.giving import Giving
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, launch_project
from educrowd.blueprints.crowdfunding.memberships.renewing import renew_due_memberships
from educrowd.blueprints.crowdfunding.models import Reward, RewardFile
from educrowd.blueprints.crowdfunding.pledging.links import page_of
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.receiving import receivers_page
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.refunds.calling_off import call_off
from educrowd.blueprints.crowdfunding.rewards.file_letters import tell_of_files, untold
from educrowd.blueprints.crowdfunding.rewards.filing import MOST, add_file, files_for, remove_file
from educrowd.core import tenancy
from educrowd.core.allowances import PlanFull
from educrowd.core.db import db
from educrowd.core.documents import KINDS, LARGEST
from educrowd.core.errors import Invalid, Refused
from educrowd.core.payments import refund_payment, save_card
from tests.conftest import new_person_here, unique
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.tenant.test_plans import tiny  # noqa: F401

PDF = b"%PDF-1.7 two hundred trees"
ZIP = b"PK\x03\x04 a pattern"


@pytest.fixture
def guide(new_project):
    """A project with a reward that is a file."""
    project = new_project("Trees", goal=20_00, live=False)
    guide = add_reward(project, title="The guide", amount=20_00)
    add_file(guide, name="guide.pdf", data=PDF)
    launch_project(project)
    db.session.commit()
    return guide


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


def address(pledge, file):
    return path_of(page_of(pledge.public_id, "files", file.public_id))


def kept(app, site):
    return sorted(Path(app.config["EDUCROWD_HOME"], "files", str(site.id)).rglob("*.document"))


def test_a_creator_adds_a_file_and_everybody_reads_that_there_is_one(creator, guide, visitor):
    page = f"/studio/rewards/{guide.id}/"
    sent = creator.submit(f"{page}files", file=(BytesIO(ZIP), "../../my pattern.zip"))
    assert sent.status_code == 303
    shown = creator.get(page).text
    assert "guide.pdf" in shown and "my pattern.zip" in shown
    file = db.session.scalars(RewardFile.of(guide).where(RewardFile.name == "my pattern.zip")).one()
    read = creator.get(f"/studio/reward-files/{file.id}")
    assert (read.data, read.headers["Content-Disposition"]) == (ZIP, 'attachment; filename="my pattern.zip"')
    assert "2 files to download" in visitor.get(f"/projects/{guide.project.slug}").text


def test_who_has_paid_downloads_by_the_link_of_the_pledge(guide, back, ada, end, visitor, mails):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    [file] = files_for(pledge)
    page = path_of(page_of(pledge.public_id))
    before = visitor.get(page).text
    assert "guide.pdf" in before and "until your card was charged" in before and "Download" not in before
    assert visitor.get(address(pledge, file)).status_code == 404
    end(guide.project)
    assert "Download" in visitor.get(page).text
    got = visitor.get(address(pledge, file))
    assert (got.status_code, got.data, got.mimetype) == (200, PDF, "application/pdf")
    assert (got.headers["Cache-Control"], got.headers["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    [receipt] = mails("Receipt: Trees")
    assert "Your files are ready" in receipt.get_body(("plain",)).get_content()


def test_the_account_opens_it_and_the_bare_address_does_not(guide, back, ada, end, visit, demo, nell):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    end(guide.project)
    [file] = files_for(pledge)
    bare = f"/pledges/{pledge.public_id}/files/{file.public_id}"
    assert visit(demo).sign_in(ada).get(bare).data == PDF
    assert visit(demo).get(bare).status_code == 404
    assert visit(demo).sign_in(nell).get(bare).status_code == 404


def test_a_backer_of_another_reward_gets_none(guide, back, ada, people, end, visitor):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    postcard = next(reward for reward in guide.project.rewards if reward.title == "Postcard")
    other = back(guide.project, people(1)[0], 10_00, reward=postcard)
    end(guide.project)
    [file] = files_for(pledge)
    assert files_for(other) == []
    assert visitor.get(address(other, file)).status_code == 404
    assert "Your files" not in visitor.get(path_of(page_of(other.public_id))).text


def test_what_was_given_back_opens_nothing(guide, back, ada, end, visitor):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    end(guide.project)
    [file] = files_for(pledge)
    assert pledge.payment is not None
    refund_payment(pledge.payment, reason="requested", key="once")
    run_jobs()
    db.session.expire_all()
    assert pledge.state == "refunded"
    assert visitor.get(address(pledge, file)).status_code == 404
    assert "Your files" not in visitor.get(path_of(page_of(pledge.public_id))).text


def test_a_project_that_is_called_off_gives_no_files_away(guide, back, ada, end, visitor):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    end(guide.project)
    [file] = files_for(pledge)
    call_off(guide.project, reason="The press broke.")
    db.session.commit()
    assert pledge.state == "collected"
    assert visitor.get(address(pledge, file)).status_code == 404
    run_jobs()


def test_the_files_of_a_gift_are_the_recipients_and_not_the_givers(guide, ada, sandbox, end, visitor, mails):
    email = f"{unique('caro')}@example.org"
    wish = Wish(None, unique("gift-token"), guide, giving=Giving("Caroline Herschel", email))
    pledge = pledge_with_card(guide.project, ada, wish, payment_method="pm_card_visa")
    db.session.commit()
    end(guide.project)
    [file] = files_for(pledge)
    assert "Your files" not in visitor.get(path_of(page_of(pledge.public_id))).text
    assert visitor.get(address(pledge, file)).status_code == 404
    [receipt] = mails("Receipt: Trees")
    assert "Your files" not in receipt.get_body(("plain",)).get_content()
    shown = visitor.get(path_of(receivers_page(pledge))).text
    way = path_of(receivers_page(pledge, "files", file.public_id))
    assert "guide.pdf" in shown and way in shown
    assert visitor.get(way).data == PDF
    assert tell_of_files(guide) == 1
    run_jobs()
    [letter] = mails("Your files for “Trees” are here")
    assert letter["To"] == email and "/gifts/" in letter.get_body(("plain",)).get_content()
    assert pledge.payment is not None
    refund_payment(pledge.payment, reason="requested", key="once")
    run_jobs()
    assert visitor.get(way).status_code == 404


def test_another_sites_files_do_not_exist(guide, back, ada, end, visit, new_site):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    end(guide.project)
    [file] = files_for(pledge)
    way, file_id = address(pledge, file), file.id
    atelier = new_site("atelier")
    with tenancy.bind(atelier):
        marlow = new_person_here("marlow")
        marlow.take("owner")
        db.session.commit()
        assert files_for(pledge) == [] and db.session.scalars(select(RewardFile)).all() == []
        abroad = visit(atelier).sign_in(marlow)
    assert abroad.get(way).status_code == 404
    assert abroad.get(f"/studio/reward-files/{file_id}").status_code == 404
    assert abroad.submit(f"/studio/reward-files/{file_id}/deletion").status_code == 404


def test_only_who_runs_the_project_adds_and_removes(guide, visit, demo, new_person):
    other = visit(demo).sign_in(new_person("olaf", "creator"))
    file = db.session.scalars(RewardFile.of(guide)).one()
    assert other.submit(f"/studio/rewards/{guide.id}/files", file=(BytesIO(PDF), "a.pdf")).status_code == 403
    assert other.get(f"/studio/reward-files/{file.id}").status_code == 403
    assert other.submit(f"/studio/reward-files/{file.id}/deletion").status_code == 403


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("guide.exe", PDF),
        ("guide", PDF),
        ("guide.pdf", ZIP),
        ("page.pdf", b"<script>alert(1)</script>"),
        ("film.mp4", b"ftyp"),
        ("guide.pdf", b""),
        ("guide.pdf", PDF + b"x" * LARGEST),
    ],
)
def test_what_is_no_file_to_hand_out_is_refused(guide, creator, app, demo, name, data):
    before = kept(app, demo)
    with pytest.raises(Invalid):
        add_file(guide, name=name, data=data)
    db.session.rollback()
    answer = creator.submit(f"/studio/rewards/{guide.id}/files", file=(BytesIO(data), name))
    assert answer.status_code == 422
    assert kept(app, demo) == before


def test_no_file_at_all_is_asked_for_again(guide, creator):
    answer = creator.submit(f"/studio/rewards/{guide.id}/files")
    assert answer.status_code == 422 and "Choose a file." in answer.text


def test_a_reward_holds_so_many_files(guide):
    for number in range(MOST - 1):
        add_file(guide, name=f"{number}.pdf", data=PDF)
    with pytest.raises(Invalid, match="pack some"):
        add_file(guide, name="more.pdf", data=PDF)


def test_files_count_as_storage_of_the_plan(guide, tiny):  # noqa: F811
    film = b"\x00\x00\x00\x18ftypmp42" + b"x" * 600_000
    with tiny(storage_mb=1):
        add_file(guide, name="film.mp4", data=film)
        with pytest.raises(PlanFull):
            add_file(guide, name="film.mp4", data=film)


def test_a_removed_file_is_gone_from_disk_once_that_is_committed(guide, app, demo, back, ada, end, visitor):
    pledge = back(guide.project, ada, 20_00, reward=guide)
    end(guide.project)
    [file] = files_for(pledge)
    way, place = address(pledge, file), next(path for path in kept(app, demo) if file.public_id in path.name)
    remove_file(file)
    assert place.exists()
    db.session.rollback()
    assert place.exists()
    remove_file(db.session.get_one(RewardFile, (demo.id, file.id)))
    db.session.commit()
    assert not place.exists()
    assert visitor.get(way).status_code == 404


def test_with_a_draft_go_its_files(new_project, creator, app, demo):
    project = new_project("Draft", live=False)
    reward = add_reward(project, title="Pattern", amount=5_00)
    file = add_file(reward, name="pattern.zip", data=ZIP)
    db.session.commit()
    place = next(path for path in kept(app, demo) if file.public_id in path.name)
    assert creator.submit(f"/studio/rewards/{reward.id}/deletion").status_code == 303
    assert not place.exists()
    assert db.session.scalar(select(RewardFile.id).where(RewardFile.reward_id == reward.id)) is None


def test_those_who_have_paid_are_told_once_when_the_creator_says_so(guide, back, ada, people, end, creator, mails):
    back(guide.project, ada, 20_00, reward=guide)
    back(guide.project, people(1)[0], 10_00)
    assert untold(guide) == 0
    end(guide.project)
    assert untold(guide) == 1
    page = f"/studio/rewards/{guide.id}/"
    assert "Tell 1 backer" in creator.get(page).text
    assert creator.submit(f"{page}file-letters").status_code == 303
    run_jobs()
    [letter] = mails("Your files for “Trees” are here")
    assert letter["To"] == ada.email
    words = letter.get_body(("plain",)).get_content()
    assert "guide.pdf" in words and "/pledges/" in words
    assert untold(guide) == 0 and "Tell 1 backer" not in creator.get(page).text
    with pytest.raises(Refused):
        tell_of_files(guide)
    add_file(guide, name="map.pdf", data=PDF)
    assert tell_of_files(guide) == 1


def test_files_through_the_api(guide, back, ada, end, client, nell, new_person, visitor):
    call, mine = client(nell), client(ada)
    way = f"/rewards/{guide.id}/files/"
    for wrong in ({"name": "a.exe"}, {"content": "no base64!"}, {"content": "QUJD"}, {"content": ""}):
        body = {"name": "map.pdf", "content": b64encode(PDF).decode()} | wrong
        assert call("POST", way, body).status_code == 422
    made = call("POST", way, {"name": "map.pdf", "content": b64encode(PDF).decode()})
    assert (made.status_code, made.json["data"]["size_bytes"]) == (201, len(PDF))
    one = f"/reward-files/{made.json['data']['id']}/"
    assert call("GET", one).json["data"]["name"] == "map.pdf"
    assert [file["name"] for file in call("GET", way).json["data"]] == ["guide.pdf", "map.pdf"]
    assert call("GET", f"/rewards/{guide.id}/").json["data"]["files_count"] == 2
    pledge = back(guide.project, ada, 20_00, reward=guide)
    files = f"/pledges/{pledge.id}/files/"
    assert mine("GET", files).json["data"] == []
    end(guide.project)
    listed = mine("GET", files).json["data"]
    assert [file["name"] for file in listed] == ["guide.pdf", "map.pdf"]
    assert visitor.get(path_of(listed[1]["url"])).data == PDF
    assert call("GET", files).status_code == 404
    assert client(new_person("eve"))("GET", files).status_code == 404
    for method, there in (("GET", way), ("GET", one), ("DELETE", one)):
        assert mine(method, there).status_code == 403
    assert call("POST", f"/rewards/{guide.id}/file-letters/").json["data"] == {"told": 1}
    assert call("POST", f"/rewards/{guide.id}/file-letters/").status_code == 409
    assert call("DELETE", one).status_code == 204
    assert call("GET", one).status_code == 404


def test_every_kind_that_the_form_names_is_taken(guide):
    for ending, kind in KINDS.items():
        data = b"\x00" * kind.at + kind.marks[0] + b" and more"
        file = add_file(guide, name=f"Ünïcode ✓.{ending.upper()}", data=data)
        assert (file.media_type, file.name) == (kind.media_type, f"Ünïcode ✓.{ending.upper()}")
        remove_file(file)
        db.session.flush()


def test_a_list_of_rewards_asks_nothing_more_for_files(guide):
    assert db.session.scalars(select(Reward).where(Reward.id == guide.id)).one().files_count == 1


def test_a_member_keeps_the_files_of_paid_months_until_the_membership_ends(
    new_project, back, ada, month_passes, days_pass, visitor, client
):
    club = new_project("Club", kind="recurring", deadline=None)
    file = add_file(club.rewards[0], name="songs.pdf", data=PDF)
    member = back(club, ada, 20_00, reward=club.rewards[0])
    assert visitor.get(address(member, file)).status_code == 404, "nothing is paid yet"
    run_jobs()
    setup = save_card(ada, purpose="pledge", reference="x", payment_method="pm_card_chargeCustomerFail")
    member.card, member.card_setup_id = setup, setup.id
    month_passes(member)
    renew_due_memberships()
    run_jobs()
    assert member.state == "errored"
    assert visitor.get(address(member, file)).data == PDF
    assert "Download songs.pdf" in visitor.get(path_of(page_of(member.public_id))).text
    assert len(client(ada)("GET", f"/pledges/{member.id}/files/").json["data"]) == 1
    days_pass(14)
    assert (member.state, visitor.get(address(member, file)).status_code) == ("dropped", 404)


def test_who_never_paid_the_first_month_gets_no_files(new_project, back, ada, visitor):
    club = new_project("Club", kind="recurring", deadline=None)
    file = add_file(club.rewards[0], name="songs.pdf", data=PDF)
    member = back(club, ada, 20_00, card="chargeCustomerFail", reward=club.rewards[0])
    run_jobs()
    assert (member.state, visitor.get(address(member, file)).status_code) == ("errored", 404)

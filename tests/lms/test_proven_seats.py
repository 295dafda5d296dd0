"""A seat that staff give to an address opens once whoever has the account has shown that the address is theirs."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.enrolling.arriving import seats_given_to_addresses
from educrowd.blueprints.lms.enrolling.from_lists import enroll_all, read
from educrowd.blueprints.lms.gating import UNPROVEN, gate_of
from educrowd.blueprints.lms.models import Certificate, CertificateScheme, Course, Enrollment
from educrowd.blueprints.lms.models.teaching import ALL_OF_IT
from educrowd.core import entitlements
from educrowd.core.db import db

from .quizzes import add_quiz, questions_of
from .test_api import api  # noqa: F401


def said(answer):
    return answer.status_code, answer.json["errors"][0]["message"]


def test_a_seat_given_to_an_address_waits_for_its_proof(stars, ada, ines, visit, demo, api):  # noqa: F811
    quiz = add_quiz(stars, [questions_of(stars, ines)["short"]])
    CertificateScheme.of(stars).change(is_on=True)
    enroll_all(stars, read(ada.email), ines)
    seat = db.session.scalars(select(Enrollment)).one()
    for lesson in stars.edition.lessons[:2]:
        seat.complete(lesson)
    seat.recognize_finish()
    db.session.commit()
    browser, client, learn = visit(demo).sign_in(ada), api(ada), f"/learn/{stars.slug}"
    plough = stars.edition.lessons[1]
    pages = [f"{learn}/{plough.uid}", f"{learn}/{quiz.uid}", f"{learn}/grades", f"{learn}/announcements"]
    pages += [f"{learn}/notes", f"{learn}/leaving"]
    mine = f"/api/v1/lms/enrollments/{seat.id}/"
    resources = [
        ("GET", f"/api/v1/lms/lessons/{plough.lesson_id}/"),
        ("POST", f"/api/v1/lms/quizzes/{quiz.lesson_id}/attempts/"),
    ]
    resources += [("GET", mine), ("GET", f"{mine}grade/"), ("GET", f"{mine}lessons/"), ("GET", f"{mine}notes/")]
    resources += [("PUT", f"{mine}completions/{plough.lesson_id}/")]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 403 and UNPROVEN.reason in answer.text, page
    assert 'action="/account/proof"' in browser.get(pages[0]).text
    assert 'action="/account/proof"' in browser.get(f"{learn}/").text
    assert f"{learn}/grades" not in browser.get(f"{learn}/").text, "leads nowhere yet"
    assert browser.get(f"{learn}/{stars.edition.lessons[0].uid}").status_code == 200, "a preview is for everybody"
    assert browser.submit(f"{learn}/{quiz.uid}/attempts").status_code == 403
    assert browser.get(f"{learn}/discussion").status_code == 404
    for method, path in resources:
        assert said(client(method, path)) == (403, UNPROVEN.reason), path
    assert client.data("GET", "/api/v1/lms/enrollments/") == []
    assert client("GET", f"/api/v1/lms/courses/{stars.id}/discussion/").status_code == 403
    ada.is_verified = True
    db.session.commit()
    for page in (*pages, f"{learn}/discussion"):
        assert browser.get(page).status_code == 200, page
    for method, path in resources:
        assert client(method, path).status_code in (200, 201), path
    assert "/account/proof" not in browser.get(f"{learn}/").text


def test_neither_what_was_earned_in_such_a_seat_is_had(stars, ada, api):  # noqa: F811
    CertificateScheme.of(stars).change(is_on=True)
    seat = stars.admit(ada.id, source="staff")
    for lesson in stars.edition.lessons:
        seat.complete(lesson)
    code = Certificate.newest_of(seat).code
    db.session.commit()
    client, listed = api(ada), "/api/v1/lms/certificates/"
    assert (
        client.data("GET", listed) == [] and code not in client.browser.sign_in(ada).get("/account/certificates").text
    )
    ada.is_verified = True
    db.session.commit()
    assert [each["code"] for each in client.data("GET", listed)] == [code]


def test_what_one_entered_oneself_or_claims_waits_for_nothing(stars, ada, ben):
    plough, guest = stars.edition.lessons[1], User.guest("guest@example.net", "Gina Guest")
    own, bought = stars.enroll(ada), stars.admit(ben.id, source="entitlement")
    given = stars.admit(guest.id, source="staff")
    for seat in (own, bought, given):
        assert gate_of(plough, seat, seat.user).is_open
    assert not guest.is_claimed and not (ada.is_verified or ben.is_verified)


def test_what_came_with_the_file_of_a_site_waits_for_the_proof_as_well(stars, ada, ben, ines):
    ben.is_verified = True
    telescopes = Course.draft(ines, title="Build a Telescope", price_amount=80_00)
    telescopes.publish()
    catalogue = {"kind": "catalogue", "subject_id": ALL_OF_IT, "source": "elsewhere.subscription:1"}
    seats = [stars.enroll(ada), stars.enroll(ben)]
    entitlements.grant(ada.id, kind="course", subject_id=telescopes.id, source="elsewhere.order:1")
    seats.append(telescopes.enrollment_of(ada))
    seats_given_to_addresses()
    for seat in seats:
        db.session.refresh(seat)
    assert [seat.awaits_proof for seat in seats] == [True, False, True]
    entitlements.revoke(source="elsewhere.order:1")
    assert not seats[2].is_open
    entitlements.grant(ada.id, **catalogue)
    assert telescopes.enroll(ada).awaits_proof
    telescopes.enrollment_of(ada).close(by=ada)
    entitlements.grant(ada.id, kind="course", subject_id=telescopes.id, source="order:1")
    assert not telescopes.enrollment_of(ada).awaits_proof, "bought here"

"""Certificates: earned by completing a course, frozen, signed, verified by strangers, revoked, renewed."""

from __future__ import annotations

import io
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pypdf import PdfReader
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from educrowd.blueprints.lms.certificates.certifying import award, months_after, remind_of_ends, renew
from educrowd.blueprints.lms.certificates.credentials import verified
from educrowd.blueprints.lms.certificates.mailers import send_certificate_ending
from educrowd.blueprints.lms.grading.gradebook import record
from educrowd.blueprints.lms.grading.releasing import release
from educrowd.blueprints.lms.models import Certificate, CertificateScheme, GradeItem, SigningKey
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs
from tests.lms.test_api import Client
from tests.queries import queries


@pytest.fixture
def awarding(stars, ines):
    """The course awards certificates for two years."""
    CertificateScheme.of(stars).change(
        is_on=True, statement="has learned to find the Plough.", signatory="Ines Moon", valid_months=24
    )
    db.session.commit()
    return stars


def finish(course, person):
    enrollment = course.enroll(person)
    for lesson in course.lessons:
        enrollment.complete(lesson)
    db.session.commit()
    return enrollment


def earned(course, person) -> Certificate:
    finish(course, person)
    return db.session.scalars(Certificate.earned_by(person)).one()


def test_ada_completes_the_course_and_gets_a_certificate_with_a_letter(awarding, ada, letters_to):
    certificate = earned(awarding, ada)
    assert certificate.state == "valid" and certificate.cycle == 1
    assert certificate.snapshot["learner"] == ada.name and certificate.snapshot["course"] == awarding.title
    run_jobs()
    letter = next(each for each in letters_to(ada) if "Your certificate" in each["Subject"])
    assert f"/certificates/{certificate.code}" in letter.get_body(("plain",)).get_content()


def test_a_course_that_awards_none_awards_none_and_may_later(stars, ada, ines, visit, demo):
    finish(stars, ada)
    assert db.session.scalars(select(Certificate)).all() == []
    studio = visit(demo).sign_in(ines)
    at = f"/studio/courses/{stars.slug}/certificates/"
    answer = studio.submit(at + "edit", is_on="y", statement="has learned.", valid_months="0")
    assert answer.status_code == 422
    assert studio.submit(at + "edit", is_on="y", statement="has learned.").status_code == 303
    assert "1 person has" in studio.get(at).text
    studio.submit(at + "waiting")
    run_jobs()
    page = studio.get(at).text
    assert ada.name in page and "1 person has" not in page


def test_completing_twice_or_awarding_again_makes_one(awarding, ada):
    enrollment = finish(awarding, ada)
    assert award(enrollment) is None
    enrollment.reopen_lesson(awarding.lessons[0])
    enrollment.complete(awarding.lessons[0])
    assert len(db.session.scalars(select(Certificate)).all()) == 1


def test_new_names_of_learner_and_course_change_nothing_on_it(awarding, ada, visitor):
    certificate, name = earned(awarding, ada), ada.name
    ada.first_name = "Augusta"
    awarding.change(title="Stars for All", slug="stars-for-all")
    CertificateScheme.of(awarding).change(statement="has slept.", signatory="Nobody")
    db.session.commit()
    page = visitor.get(f"/certificates/{certificate.code}").text
    assert name in page and "Reading the Night Sky" in page and "Ines Moon" in page
    assert "Augusta" not in page and "Stars for All" not in page and "slept" not in page
    assert verified(certificate)["certificate"] == certificate.snapshot


def test_the_database_lets_nobody_change_what_was_awarded(awarding, ada):
    certificate = earned(awarding, ada)
    for change in ("SET snapshot = '{}'", "SET expires_at = NULL", "SET user_id = 1"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(f"UPDATE public.certificates {change} WHERE id = {certificate.id}"))
        db.session.rollback()
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("DELETE FROM public.certificates"))
    db.session.rollback()


def test_a_stranger_verifies_it_with_the_published_key_alone(awarding, ada, visitor):
    certificate = earned(awarding, ada)
    token = visitor.get(f"/certificates/{certificate.code}.jwt").text
    header = jwt.get_unverified_header(token)
    address, _, name = header["kid"].partition("#")
    published = visitor.get(address).json["keys"]
    key = next(each for each in published if each["kid"] == name)
    raw = urlsafe_b64decode(key["x"] + "=")
    badge = jwt.decode(token, Ed25519PublicKey.from_public_bytes(raw), algorithms=["EdDSA"])
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["credentialSubject"]["achievement"]["name"] == awarding.title
    assert badge["validUntil"] and badge["certificate"]["learner"] == ada.name
    assert ada.email not in str(badge) and "private" not in str(published)
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token[:-8] + "AAAAAAAA", Ed25519PublicKey.from_public_bytes(raw), algorithms=["EdDSA"])


def test_a_row_that_was_forged_is_called_so(awarding, ada, visitor, database_urls):
    from sqlalchemy import create_engine

    certificate = earned(awarding, ada)
    forged = text('UPDATE public.certificates SET snapshot = snapshot || \'{"learner": "Mallory"}\' WHERE id = :id')
    engine = create_engine(database_urls.ops)
    with engine.begin() as connection:
        connection.execute(forged, {"id": certificate.id})
    engine.dispose()
    assert "cannot be trusted" in visitor.get(f"/certificates/{certificate.code}").text


def test_its_page_says_valid_expired_revoked_or_unknown(awarding, ada, ines, visitor, visit, demo, letters_to):
    certificate = earned(awarding, ada)
    at = f"/certificates/{certificate.code}"
    page = visitor.get(at)
    assert "is valid" in page.text and page.headers["X-Robots-Tag"] == "noindex"
    assert ada.email not in page.text
    assert visitor.get(f"/certificates/{certificate.printed_code.upper()}").location.endswith(at)
    assert visitor.get("/certificates/?code=" + certificate.printed_code).location.endswith(at)
    with time_machine.travel(utcnow() + timedelta(days=740)):
        assert "expired on" in visitor.get(at).text
    studio = visit(demo).sign_in(ines)
    revoking = f"/studio/courses/{awarding.slug}/certificates/{certificate.code}/revocation"
    assert studio.submit(revoking, reason="").status_code == 422
    assert studio.submit(revoking, reason="It was for somebody else.").status_code == 303
    assert studio.submit(revoking, reason="Again").status_code == 409
    page = visitor.get(at).text
    assert "was revoked" in page and "somebody else" not in page
    assert "somebody else" in visit(demo).sign_in(ada).get(at).text
    run_jobs()
    assert any("was revoked" in letter["Subject"] for letter in letters_to(ada))
    unknown = visitor.get("/certificates/aaaabbbbccccdddd")
    assert unknown.status_code == 404 and "Unknown certificate" in unknown.text
    assert visitor.get("/certificates/?code=").status_code == 422


def test_a_renewal_is_a_new_cycle_in_todays_names(awarding, ada, ines, visit, demo):
    first = earned(awarding, ada)
    ada.first_name = "Augusta"
    db.session.commit()
    studio = visit(demo).sign_in(ines)
    studio.submit(f"/studio/courses/{awarding.slug}/certificates/{first.code}/renewal")
    second, _ = db.session.scalars(Certificate.earned_by(ada)).all()
    assert second.cycle == 2 and second.snapshot["learner"].startswith("Augusta")
    assert first.code != second.code and first.state == "valid"
    sheet = studio.get(f"/studio/courses/{awarding.slug}/certificates.csv").text
    assert first.code in sheet and second.code in sheet


def test_a_new_key_signs_and_the_old_one_still_verifies(awarding, ada, ben, owner, visit, demo):
    first = earned(awarding, ada)
    studio = visit(demo).sign_in(owner)
    assert studio.submit("/studio/certificate-keys").status_code == 303
    second = earned(awarding, ben)
    db.session.expire_all()
    assert first.key_id != second.key_id and verified(first) and verified(second)
    old = db.session.get_one(SigningKey, (demo.id, first.key_id))
    assert old.private is None and old.retired_at is not None
    assert len(visit(demo).get("/.well-known/certificate-keys.json").json["keys"]) == 2
    stored = db.session.execute(text("SELECT private FROM public.signing_keys WHERE retired_at IS NULL")).scalar()
    assert stored.startswith("gAAAA")  # a Fernet token


def test_the_pdf_is_the_same_bytes_each_time_and_long_names_fit(awarding, ada, visitor):
    ada.first_name = "Maximiliana-Theodora " * 5
    awarding.change(title="A Very Long Introduction to the Constellations of the Northern Winter Sky " * 2)
    certificate = earned(awarding, ada)
    pdf = visitor.get(f"/certificates/{certificate.code}.pdf")
    assert pdf.mimetype == "application/pdf" and pdf.data.startswith(b"%PDF")
    assert pdf.data == visitor.get(f"/certificates/{certificate.code}.pdf").data
    assert visitor.get("/certificates/nothing.pdf").status_code == 404


@pytest.mark.parametrize(
    "name", ["李雷", "김철수", "ルミ", "محمد", "דוד כהן", "हिन्दी", "สมชาย ใจดี", "தமிழ்ச் செல்வி", "Łukasz 李雷"]
)
def test_names_of_every_script_are_drawn_and_can_be_read_again(awarding, ada, visitor, name, caplog):
    ada.first_name, ada.last_name = name, ""
    awarding.change(title=f"The sky of {name} and what every name beneath it has to say about stars")
    certificate = earned(awarding, ada)
    assert certificate.snapshot["learner"] == name
    pdf = visitor.get(f"/certificates/{certificate.code}.pdf").data
    assert pdf == visitor.get(f"/certificates/{certificate.code}.pdf").data
    words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    # Signs of a word may come in another order: it is written from right to left, and drawn from left to right.
    assert all(sign in words for sign in name.replace(" ", ""))
    assert (
        "Certificate" in words and "The sky of" in words and "Verify at" in words and certificate.printed_code in words
    )
    assert "missing the following glyphs" not in caplog.text


def test_another_site_knows_nothing_of_it(awarding, ada, new_site, visit):
    certificate = earned(awarding, ada)
    assert visit(new_site("other")).get(f"/certificates/{certificate.code}").status_code == 404


def test_the_api_sets_lists_verifies_revokes_and_renews(awarding, ada, ben, ines, visit, demo):
    certificate = earned(awarding, ada)
    teacher, learner, stranger = (Client(visit(demo), person) for person in (ines, ada, None))
    scheme = f"/api/v1/lms/courses/{awarding.id}/certificate/"
    assert teacher.data("GET", scheme)["valid_months"] == 24
    assert teacher.error("PUT", scheme, {"valid_months": 0})[0] == 422
    assert teacher.data("PUT", scheme, {"signatory": "I. Moon"})["statement"].startswith("has completed")
    assert learner("GET", scheme).status_code == 403
    at = f"/api/v1/lms/certificates/{certificate.code}/"
    assert [each["code"] for each in learner.data("GET", "/api/v1/lms/certificates/") or ()] == [certificate.code]
    assert Client(visit(demo), ben).data("GET", "/api/v1/lms/certificates/") == []
    shown = stranger.data("GET", at) or {}
    assert shown["state"] == "valid" and shown["learner"] == ada.name and "user_id" not in shown
    assert learner("PUT", at + "revocation/", {"reason": "Mine"}).status_code == 403
    assert teacher.data("PUT", at + "revocation/", {"reason": "Wrong person"})["state"] == "revoked"
    assert teacher.data("POST", at + "renewals/", status=201)["cycle"] == 2
    assert stranger("GET", "/api/v1/lms/certificates/nothing/").status_code == 404


def test_months_end_where_the_month_does():
    assert months_after(datetime(2028, 8, 31, 12, tzinfo=UTC), 6) == datetime(2029, 2, 28, 12, tzinfo=UTC)


def test_a_program_awards_those_who_finished_before_there_were_certificates(stars, ada, ines, visit, demo):
    finish(stars, ada)
    CertificateScheme.of(stars).change(is_on=True, statement="knows the sky.")
    db.session.commit()
    at = f"/api/v1/lms/courses/{stars.id}/certificate/awards/"
    assert Client(visit(demo), ada)("POST", at).status_code == 403
    Client(visit(demo), ines).data("POST", at, status=202)
    run_jobs()
    assert db.session.scalars(Certificate.earned_by(ada)).one().state == "valid"


def test_lists_ask_as_much_for_two_as_for_one(awarding, ada, ben, ines, visit, demo):
    earned(awarding, ada)
    studio = visit(demo).sign_in(ines)
    at = f"/studio/courses/{awarding.slug}/certificates/"
    studio.get(at)
    with queries() as for_one:
        studio.get(at)
    earned(awarding, ben)
    with queries() as for_two:
        studio.get(at)
    assert len(for_one) == len(for_two)


def test_a_certificate_waits_for_the_grade_that_it_asks_for(awarding, ada, ines, visit, demo):
    studio = visit(demo).sign_in(ines)
    at = f"/studio/courses/{awarding.slug}/certificates/edit"
    words = {"is_on": "y", "statement": "has passed.", "signatory": "", "signatory_role": "", "valid_months": ""}
    assert studio.submit(at, minimum_grade="101", **words).status_code == 422
    assert studio.submit(at, minimum_grade="60", **words).status_code == 303
    exam = GradeItem.add(awarding, title="Exam", held=True)
    enrollment = finish(awarding, ada)
    held = select(func.count(Certificate.id)).where(Certificate.enrollment_id == enrollment.id)
    for points, count in ((59, 0), (60, 0)):
        record(enrollment, exam.uid, Decimal(points), Decimal(100), by=ines)
        assert db.session.scalar(held) == count
    release(exam)
    assert db.session.scalar(held) == 1
    record(enrollment, exam.uid, Decimal(10), Decimal(100), by=ines)
    assert db.session.scalar(held) == 1


def test_a_month_before_it_expires_its_learner_is_told_once(awarding, ada, ben, letters_to):
    adas, bens = earned(awarding, ada), earned(awarding, ben)
    renew(bens)
    db.session.commit()

    ends = adas.expires_at
    assert ends

    def is_told(*, days_before: int) -> list[bool]:
        with time_machine.travel(ends - timedelta(days=days_before), tick=True):
            remind_of_ends()
        return [each.reminded_at is not None for each in (adas, bens)]

    assert is_told(days_before=31) == [False, False]
    assert is_told(days_before=29) == [True, False]
    send_certificate_ending(adas.id)
    [letter] = [each for each in letters_to(ada) if "expires soon" in each["Subject"]]
    assert f"/certificates/{adas.code}" in letter.get_body(("plain",)).get_content()
    db.session.commit()

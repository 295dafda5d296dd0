"""/studio/audit/: who did what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from educrowd.blueprints.admin.sentences import sentence
from educrowd.core import tenancy
from educrowd.core.audit import AuditEntry, audit
from educrowd.core.current import current
from educrowd.core.db import db


def note(action, name, *, by, at=None, **details):
    db.session.add(
        AuditEntry(
            actor_id=by.id,
            actor_name=by.name,
            action=action,
            subject_type=action.partition(".")[0],
            subject_name=name,
            details=details,
            created_at=at,
        )
        if at
        else AuditEntry(actor_id=by.id, actor_name=by.name, action=action, subject_name=name, details=details)
    )
    db.session.commit()


def test_entries_read_as_sentences(studio, owner):
    note("course.published", "Optics", by=owner)
    page = studio.get("/studio/audit/").text
    assert "published the course “Optics”" in page
    assert owner.name in page


@pytest.mark.parametrize(
    ("action", "details", "said"),
    [
        ("post.unpublished", {}, "unpublished the post “Optics”"),
        ("member.added", {"role": "editor"}, "made Optics editor"),
        ("member.changed", {"before": "editor", "role": "admin"}, "changed Optics from editor to admin"),
        ("site.changed", {"fields": ["name", "accent"]}, "changed the site’s name, accent"),
        ("site.suspended", {}, "closed the site: "),
        ("quiz.attempt_reset", {}, "attempt reset the quiz “Optics”"),
    ],
)
def test_every_action_has_words(action, details, said):
    assert sentence(AuditEntry(action=action, subject_name="Optics", details=details)) == said


def test_words_from_people_stay_words(studio, owner):
    note("course.published", "<script>alert(1)</script>{name}", by=owner, note="<b>bold</b>")
    page = studio.get("/studio/audit/").text
    assert "<script>alert" not in page and "<b>bold" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{name}" in page


def test_filters_narrow_the_log(studio, owner, new_person):
    grace = new_person("grace", "instructor")
    note("course.published", "Optics", by=grace)
    note("course.published", "Acoustics", by=owner, at=datetime(2025, 3, 14, 12, tzinfo=UTC))
    note("project.launched", "Optics lab", by=owner)

    def shown(query):
        page = studio.get(f"/studio/audit/?{query}").text
        return {name for name in ("“Optics”", "“Acoustics”", "“Optics lab”") if name in page}

    assert shown("") == {"“Optics”", "“Acoustics”", "“Optics lab”"}
    assert shown("kind=course") == {"“Optics”", "“Acoustics”"}
    assert shown("kind=project") == {"“Optics lab”"}
    assert shown("q=optics") == {"“Optics”", "“Optics lab”"}
    assert shown(f"q={grace.name.upper()}") == {"“Optics”"}
    assert shown("since=2025-03-14&until=2025-03-14") == {"“Acoustics”"}
    assert shown("until=2025-03-13") == set()
    assert shown("q=%25") == set(), "a percent sign is no wildcard"


@pytest.mark.parametrize("query", ["since=yesterday", "kind=rocket", "until=9999-99-99", "q=" + "x" * 101])
def test_nonsense_is_refused_in_words(studio, query):
    answer = studio.get(f"/studio/audit/?{query}")
    assert answer.status_code == 422
    assert "another look" in answer.text


@pytest.mark.parametrize("query", ["until=9999-12-31", "since=9999-12-31", "since=0001-01-01", "until=0001-01-01"])
def test_the_ends_of_the_calendar_are_days_like_any_other(studio, query):
    assert studio.get(f"/studio/audit/?{query}").status_code == 200


def test_long_logs_have_pages(studio, owner):
    current.user = owner
    for number in range(55):
        audit("post.published", subject=type("Post", (), {"id": number, "title": f"Post {number}"})())
    db.session.commit()
    assert "Page 1 of 2" in studio.get("/studio/audit/?kind=post").text
    assert studio.get("/studio/audit/?kind=post&page=2").text.count("published the post") == 5


def test_another_sites_log_is_not_shown(studio, owner, new_site):
    other = new_site("other")
    with tenancy.bind(other):
        note("course.published", "Their secret course", by=owner)
    assert "Their secret course" not in studio.get("/studio/audit/").text


@pytest.mark.parametrize("role", ["instructor", "creator", "editor", "student"])
def test_others_do_not_read_it(as_person, new_person, role):
    assert as_person(new_person("mallory", role)).get("/studio/audit/").status_code == 403

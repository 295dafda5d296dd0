"""A save after the sign-in ended hands back what was typed, in every place where people write at length."""

from __future__ import annotations

from datetime import timedelta

from educrowd.blueprints.crowdfunding.launching.creating import create_project
from educrowd.core.db import db, utcnow
from tests.blog.test_words_kept import held_in
from tests.lms.conftest import ines, sketch, stars  # noqa: F401

WORDS = 'Two hours <of> work.\n\nAnd "more".'


def sent_late(visit, demo, person, path: str, name: str, **fields) -> None:
    """Send a form without a sign-in, log in, and send again until it is taken."""
    browser = visit(demo)
    lost = browser.submit(path, **{name: WORDS}, **fields)
    assert lost.status_code == 401 and "Log in in another tab" in lost.text
    form = held_in(lost)
    assert form[name] == WORDS and fields.items() <= form.items()
    assert browser.submit(path, htmx=True, **{name: WORDS}, **fields).text.count("Two hours") == 0

    browser.sign_in(person)
    headers = {"Origin": browser.origin}
    again = browser.post(path, data=form, headers=headers)
    assert again.status_code == 400 and held_in(again)[name] == WORDS
    assert browser.post(path, data=held_in(again), headers=headers).status_code == 303
    db.session.expire_all()


def test_lessons_courses_and_work_are_handed_back(visit, demo, stars, sketch, ines, ada):  # noqa: F811
    studio, lesson = f"/studio/courses/{stars.slug}", stars.lessons[1]
    sent_late(visit, demo, ines, f"{studio}/lessons/{lesson.uid}", "body", title="The Dipper", version="1")
    assert (lesson.title, lesson.body) == ("The Dipper", WORDS)
    sent_late(visit, demo, ines, f"{studio}/edit", "description", title="Stars", slug=stars.slug, summary="See.")
    assert (stars.title, stars.description) == ("Stars", WORDS)

    stars.enroll(ada)
    db.session.commit()
    work = f"/learn/{stars.slug}/{sketch.uid}"
    sent_late(visit, demo, ada, f"{work}/submission", "text", seq="0", then="keep")
    assert "Two hours &lt;of&gt; work." in visit(demo).sign_in(ada).get(work).text

    refused = visit(demo).sign_in(ada).submit(f"{studio}/edit", description=WORDS, title="Mine")
    assert refused.status_code == 403 and "Two hours" in refused.text and "Send again" not in refused.text
    other = visit(demo).submit(f"{studio}/status", description=WORDS)
    assert other.status_code == 401 and "Two hours" not in other.text


def test_projects_are_handed_back(visit, demo, new_person):
    nell = new_person("nell", "creator")
    project = create_project(
        creator=nell, title="Telescope", goal_amount=10_00, currency="USD", deadline=utcnow() + timedelta(days=9)
    )
    db.session.commit()
    facts = {"title": "Telescopes", "goal": "20", "kind": "all_or_nothing", "recovery_days": "14", "course_id": "0"}
    sent_late(visit, demo, nell, f"/studio/projects/{project.id}/", "story", risks="None.", **facts)
    assert (project.title, project.story, project.risks) == ("Telescopes", WORDS, "None.")
    sent_late(visit, demo, nell, f"/studio/projects/{project.id}/rewards", "description", title="Lens", amount="5")
    assert project.rewards[0].description == WORDS

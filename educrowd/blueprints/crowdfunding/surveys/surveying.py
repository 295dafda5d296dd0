"""Surveying: a creator writes what backers shall be asked, sends it, and says until when answers may change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.formatting import zone

from ..limits import CHOICE, CHOICES, LAST_REMINDER, REMINDERS, SURVEY_QUESTIONS
from ..models import Project, Survey, SurveyQuestion
from ..models.errors import Frozen
from ..models.survey_question import CHOICE_KINDS
from .letters import invite

MOST_SURVEYS = 20
FARTHEST = timedelta(days=5 * 365)
FROM_THE_LAUNCH = ("live", "funded", "collecting", "settled")


def write_survey(project: Project, *, title: str, **details: Any) -> Survey:
    """Begin one; from the launch on, as rewards stand from then."""
    if project.state not in FROM_THE_LAUNCH:
        raise Frozen("Surveys are written once the project is live: its rewards stand from then.")
    if (db.session.scalar(select(func.count()).select_from(Survey.of(project).subquery())) or 0) >= MOST_SURVEYS:
        raise Invalid(None, f"A project has at most {MOST_SURVEYS} surveys.")
    survey = Survey(project_id=project.id, title=title)
    db.session.add(survey)
    db.session.flush()
    change_survey(survey, **details)
    audit("survey.written", subject=survey)
    return survey


def change_survey(survey: Survey, **details: Any) -> None:
    """Words, reminders and the day it locks may change at any time; what it asks stands once it was sent."""
    if "reminder_days" in details:
        details["reminder_days"] = _days(details["reminder_days"])
    if details.get("locks_at") and details["locks_at"] != survey.locks_at and details["locks_at"] <= utcnow():
        raise Invalid("locks_on", "Choose a day to come.")
    if details.get("asks_address", survey.asks_address) != survey.asks_address:
        survey.require_draft()
    for name, value in details.items():
        setattr(survey, name, value)
    db.session.flush()


def remove_survey(survey: Survey) -> None:
    """A draft that nobody has seen."""
    survey.require_draft()
    audit("survey.removed", subject=survey)
    db.session.delete(survey)


def ask(survey: Survey, **details: Any) -> SurveyQuestion:
    """Add a question at the end."""
    survey.require_draft()
    if len(survey.questions) >= SURVEY_QUESTIONS:
        raise Invalid(None, f"There is room for {SURVEY_QUESTIONS} questions.")
    last = max((question.position for question in survey.questions), default=-1)
    question = SurveyQuestion(position=last + 1, kind="short_text", choices=[])
    _word(question, survey.project, **details)
    survey.questions.append(question)
    db.session.flush()
    return question


def change_question(question: SurveyQuestion, **details: Any) -> None:
    """Word it otherwise, while nobody has seen it."""
    question.survey.require_draft()
    _word(question, question.survey.project, **details)
    db.session.flush()


def remove_question(question: SurveyQuestion) -> None:
    question.survey.require_draft()
    question.survey.questions.remove(question)
    db.session.flush()


def move_question(question: SurveyQuestion, *, to: int) -> None:
    """To another place in the row, counted from 0; beyond its ends is at them."""
    question.survey.require_draft()
    row = [each for each in question.survey.questions if each is not question]
    row.insert(max(0, to), question)
    for position, each in enumerate(row):
        each.position = position
    db.session.flush()
    db.session.expire(question.survey, ["questions"])


def send_survey(survey: Survey) -> None:
    """Ask everybody it concerns, now and whoever pays later; from here on its questions stand."""
    db.session.refresh(survey, with_for_update=True)
    survey.require_draft()
    if trouble := why_not_yet(survey):
        raise Frozen(trouble)
    survey.sent_at = func.clock_timestamp()
    db.session.flush()
    audit("survey.sent", subject=survey)
    invite(survey)


def why_not_yet(survey: Survey) -> str:
    """What keeps a survey from being sent, in words; nothing where it may go."""
    project = survey.project
    if project.state not in ("collecting", "settled") and not (project.charges_at_once and project.state == "live"):
        return "A survey goes to backers who have paid: send it once the project has collected."
    ships = any(reward.ships for reward in project.rewards)
    if not survey.questions and not (survey.asks_address and ships):
        return "Ask something first."
    return "The day on which it locks has passed: choose another one." if survey.is_locked else ""


def lock_survey(survey: Survey) -> None:
    """No answer changes from now on."""
    if survey.is_draft:
        raise Frozen("Nobody has this survey yet.")
    survey.locks_at = utcnow()
    audit("survey.locked", subject=survey)
    db.session.flush()


def end_of(day: date | None) -> datetime | None:
    """The moment a day ends on the site's clock."""
    if day and day > utcnow().date() + FARTHEST:
        raise Invalid("locks_on", "Choose a day within five years.")
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone()) if day else None


def day_before(moment: datetime | None) -> date | None:
    """The last day that ends by this moment, on the site's clock."""
    return (moment - timedelta(seconds=1)).astimezone(zone()).date() if moment else None


def _days(given: list[int]) -> list[int]:
    days = sorted(set(given))
    if len(days) > REMINDERS or any(not 1 <= day <= LAST_REMINDER for day in days):
        raise Invalid("reminder_days", f"At most {REMINDERS} days, from 1 to {LAST_REMINDER} after the first letter.")
    return days


def _word(question: SurveyQuestion, project: Project, *, reward_ids: list[int] | None = None, **details: Any) -> None:
    given = details.get("choices", question.choices) or []
    is_list = details.get("kind", question.kind) in CHOICE_KINDS
    details["choices"] = _choices(given) if is_list else []
    if reward_ids and not set(reward_ids) <= {reward.id for reward in project.rewards}:
        raise Invalid("reward_ids", "Choose among this project's rewards.")
    for name, value in details.items():
        setattr(question, name, value)
    if reward_ids is not None:
        question.ask_only(reward_ids)


def _choices(given: list[str]) -> list[str]:
    choices = list(dict.fromkeys(text for line in given if (text := " ".join(line.split()))))
    if not 2 <= len(choices) <= CHOICES:
        raise Invalid("choices", f"Give 2 to {CHOICES} choices that differ.")
    if any(len(choice) > CHOICE for choice in choices):
        raise Invalid("choices", f"A choice has at most {CHOICE} letters.")
    return choices

"""Letters that ask for answers: the first one, and reminders on the days that the creator chose."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, exists, func, select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.letters import send_in_batches
from educrowd.core.mail import mailer

from ..models import Pledge, PledgeLetter, Survey, SurveyReply
from ..pledging.receiving import has_receiver, receivers_page

KIND = "survey"
ARRIVED = ("sent", "delivered")


def invite(survey: Survey) -> None:
    """A letter for everybody it concerns who has none yet."""
    if PledgeLetter.address(survey.addressees().where(has_receiver()), kind=KIND, about_id=survey.id):
        send_survey_letters.later(survey.id)


def remind(survey: Survey) -> None:
    """A letter for those who have not answered some days after the first one; the latest day speaks for all."""
    added = [
        PledgeLetter.address(_silent(survey, day), kind=KIND, about_id=survey.id, step=day)
        for day in sorted(survey.reminder_days, reverse=True)
    ]
    if any(added):
        send_survey_letters.later(survey.id)


@mailer
def send_survey_letters(survey_id: int) -> None:
    """Send the next letters of a survey."""
    send_in_batches(send_survey_letters, survey_id, partial(_send_next, survey_id))


def letter_html(survey: Survey) -> str:
    """The first letter as its creator sees it beforehand."""
    return mail.compose("crowdfunding/mail/survey", subject=survey.title, **_contents(survey))


def _silent(survey: Survey, day: int) -> Select[Any]:
    """Those whose first letter arrived so many days ago, who have not answered, and were not reminded since."""
    about = (PledgeLetter.kind == KIND, PledgeLetter.about_id == survey.id, PledgeLetter.pledge_id == Pledge.id)
    asked = (
        exists()
        .where(*about, PledgeLetter.step == 0, PledgeLetter.state.in_(ARRIVED))
        .where(PledgeLetter.promised_at <= func.clock_timestamp() - timedelta(days=day))
    )
    reminded = exists().where(*about, PledgeLetter.step >= day)
    answered = exists().where(SurveyReply.survey_id == survey.id, SurveyReply.pledge_id == Pledge.id)
    return survey.addressees().where(asked, ~reminded, ~answered)


def _send_next(survey_id: int) -> PledgeLetter | None:
    letter = PledgeLetter.next_waiting(KIND, survey_id)
    if letter is None:
        return None
    survey, pledge = db.session.scalars(select(Survey).where(Survey.id == survey_id)).one(), letter.pledge
    if pledge.state != "collected" or survey.is_locked or SurveyReply.of(survey, pledge):
        return letter.become("left")
    letter.hand_over(partial(_mail, survey, pledge, letter.step))
    return letter


def _mail(survey: Survey, pledge: Pledge, step: int) -> str:
    words = "still needs your answers" if step else "asks you something"
    return mail.deliver(
        to=pledge.receiver_email,
        subject=f"“{survey.project.title}” {words}",
        template="crowdfunding/mail/survey",
        message_key=f"survey:{survey.id}:{step}:{pledge.id}",
        **_contents(survey, pledge, step=step),
    )


def _contents(survey: Survey, pledge: Pledge | None = None, *, step: int = 0) -> dict[str, Any]:
    address = receivers_page(pledge, "surveys", str(survey.id)) if pledge else current.tenant.origin
    return {"survey": survey, "project": survey.project, "pledge": pledge, "step": step, "survey_url": address}

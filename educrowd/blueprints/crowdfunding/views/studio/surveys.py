"""Surveys in the builder: written, looked at as a backer sees them, sent, locked."""

from __future__ import annotations

from flask import Response, request, url_for
from sqlalchemy import func, select

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, flash_ok, go, render

from ...finding import fulfilled_project
from ...models import AddressLock, PledgeLetter, Project, Survey
from ...surveys.answer_forms import AnswersForm
from ...surveys.forms import AddressLockForm, NewSurveyForm, SurveyForm, SurveyQuestionForm
from ...surveys.letters import KIND, letter_html
from ...surveys.queries import progress, without_address
from ...surveys.surveying import (
    change_survey,
    day_before,
    lock_survey,
    remove_survey,
    send_survey,
    why_not_yet,
    write_survey,
)
from ..blueprint import bp
from ..finding import own_survey
from ..surveys import address_form

STYLED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox allow-popups"


@bp.get("/studio/projects/<int:project_id>/surveys")
@needs("projects.work")
def surveys(project_id: int):
    return show_surveys(fulfilled_project(project_id))


@bp.post("/studio/projects/<int:project_id>/surveys")
@needs("projects.work")
def create_survey(project_id: int):
    project, form = fulfilled_project(project_id), NewSurveyForm()
    if not form.validate_on_submit():
        return show_surveys(project, form=form, status=422)
    try:
        survey = write_survey(project, title=form.title.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return show_surveys(project, form=form, status=refusal.status)
    return go(url_for("crowdfunding.edit_survey", survey_id=survey.id))


@bp.get("/studio/surveys/<int:survey_id>/")
@needs("projects.work")
def edit_survey(survey_id: int):
    return show_survey(own_survey(survey_id))


@bp.post("/studio/surveys/<int:survey_id>/")
@needs("projects.work")
def update_survey(survey_id: int):
    survey, form = own_survey(survey_id), SurveyForm()
    if not form.validate_on_submit():
        return show_survey(survey, form=form, status=422)
    try:
        change_survey(survey, **form.values_for(survey))
    except Refused as refusal:
        form.refuse(refusal)
        return show_survey(survey, form=form, status=refusal.status)
    flash_ok("Saved.")
    return go(url_for("crowdfunding.edit_survey", survey_id=survey.id))


@bp.post("/studio/surveys/<int:survey_id>/removal")
@needs("projects.work")
def delete_survey(survey_id: int):
    survey = own_survey(survey_id)
    here = url_for("crowdfunding.surveys", project_id=survey.project_id)
    return _act(survey, remove_survey, "Survey removed.", here)


@bp.get("/studio/surveys/<int:survey_id>/preview")
@needs("projects.work")
def preview_survey(survey_id: int):
    """As a backer with the chosen reward sees it; nothing can be sent from here."""
    survey = own_survey(survey_id)
    reward = next((one for one in survey.project.rewards if one.id == request.args.get("reward", type=int)), None)
    form = AnswersForm.asking(survey.questions_for({reward.id} if reward else set()), formdata=None)
    where = address_form(None, formdata=None) if survey.asks_address and reward and reward.ships else None
    return render(
        "crowdfunding/studio/surveys/preview.html", survey=survey, reward=reward, form=form, where=where, country=""
    )


@bp.get("/studio/surveys/<int:survey_id>/letter")
@needs("projects.work")
def survey_letter(survey_id: int):
    """The first letter; alone, as the mail's own styles stand in the way of the studio's."""
    response = Response(letter_html(own_survey(survey_id)), mimetype="text/html")
    response.headers["Content-Security-Policy"] = STYLED
    return response


@bp.get("/studio/surveys/<int:survey_id>/sending")
@needs("projects.work")
def confirm_sending(survey_id: int):
    survey = own_survey(survey_id)
    count = db.session.scalar(select(func.count()).select_from(survey.addressees().subquery()))
    return render(
        "crowdfunding/studio/surveys/send.html",
        survey=survey,
        count=count,
        trouble=why_not_yet(survey) if survey.is_draft else "",
    )


@bp.post("/studio/surveys/<int:survey_id>/sending")
@needs("projects.work")
def send_to_backers(survey_id: int):
    survey = own_survey(survey_id)
    there = url_for("crowdfunding.survey_answers", survey_id=survey.id)
    return _act(survey, send_survey, "On its way to your backers.", there)


@bp.post("/studio/surveys/<int:survey_id>/lock")
@needs("projects.work")
def lock_answers(survey_id: int):
    survey = own_survey(survey_id)
    there = url_for("crowdfunding.survey_answers", survey_id=survey.id)
    return _act(survey, lock_survey, "Locked: the answers stand.", there)


def show_surveys(project: Project, *, status: int = 200, **forms):
    listed = db.session.scalars(Survey.of(project)).all()
    lock = AddressLock.of(project)
    last_day = day_before(lock.locks_at) if lock else None
    blank = {"form": NewSurveyForm(formdata=None), "lock_form": AddressLockForm(formdata=None, locks_on=last_day)}
    return render(
        "crowdfunding/studio/surveys/index.html",
        status=status,
        project=project,
        surveys=listed,
        progress=progress(listed),
        letters=PledgeLetter.counts(KIND, [survey.id for survey in listed]),
        lock=lock,
        last_day=last_day,
        missing=without_address(project),
        **blank | forms,
    )


def show_survey(survey: Survey, *, status: int = 200, **forms):
    blank = {
        "form": SurveyForm.showing(survey),
        "question_form": SurveyQuestionForm.for_project(survey.project, formdata=None),
    }
    return render(
        "crowdfunding/studio/surveys/edit.html",
        status=status,
        survey=survey,
        project=survey.project,
        last_day=day_before(survey.locks_at),
        **blank | forms,
    )


def _act(survey: Survey, verb, words: str, there: str):
    try:
        verb(survey)
        flash_ok(words)
    except Refused as refusal:
        flash_error(refusal.message)
        there = url_for("crowdfunding.edit_survey", survey_id=survey.id)
    return go(there)

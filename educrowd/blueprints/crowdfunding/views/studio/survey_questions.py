"""The questions of a survey in the builder."""

from __future__ import annotations

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, render

from ...models import Survey, SurveyQuestion
from ...surveys.forms import SurveyQuestionForm
from ...surveys.surveying import ask, change_question, move_question, remove_question
from ..blueprint import bp
from ..finding import own_survey
from .surveys import show_survey

STEPS = {"up": -1, "down": 1}


@bp.post("/studio/surveys/<int:survey_id>/questions")
@needs("projects.work")
def create_survey_question(survey_id: int):
    survey = own_survey(survey_id)
    form = SurveyQuestionForm.for_project(survey.project)
    if not form.validate_on_submit():
        return show_survey(survey, question_form=form, status=422)
    try:
        ask(survey, **form.values)
    except Refused as refusal:
        form.refuse(refusal)
        return show_survey(survey, question_form=form, status=refusal.status)
    flash_ok("Question added.")
    return _back(survey)


@bp.get("/studio/survey-questions/<int:question_id>/")
@needs("projects.work")
def edit_survey_question(question_id: int):
    question = _own_question(question_id)
    return _show(question, SurveyQuestionForm.for_project(question.survey.project, question, formdata=None))


@bp.post("/studio/survey-questions/<int:question_id>/")
@needs("projects.work")
def update_survey_question(question_id: int):
    question = _own_question(question_id)
    form = SurveyQuestionForm.for_project(question.survey.project)
    if not form.validate_on_submit():
        return _show(question, form, status=422)
    try:
        change_question(question, **form.values)
    except Refused as refusal:
        form.refuse(refusal)
        return _show(question, form, status=refusal.status)
    flash_ok("Saved.")
    return _back(question.survey)


@bp.post("/studio/survey-questions/<int:question_id>/removal")
@needs("projects.work")
def delete_survey_question(question_id: int):
    return _act(_own_question(question_id), remove_question)


@bp.post("/studio/survey-questions/<int:question_id>/move")
@needs("projects.work")
def move_survey_question(question_id: int):
    question = _own_question(question_id)
    place = question.survey.questions.index(question) + STEPS.get(request.form.get("move", ""), 0)
    return _act(question, lambda question: move_question(question, to=place))


def _own_question(question_id: int) -> SurveyQuestion:
    question = find(SurveyQuestion, id=question_id)
    own_survey(question.survey_id)
    return question


def _act(question: SurveyQuestion, verb):
    survey = question.survey
    try:
        verb(question)
    except Refused as refusal:
        flash_error(refusal.message)
    return _back(survey)


def _back(survey: Survey):
    return go(url_for("crowdfunding.edit_survey", survey_id=survey.id, _anchor="questions"))


def _show(question: SurveyQuestion, form: SurveyQuestionForm, *, status: int = 200):
    page = "crowdfunding/studio/surveys/question.html"
    return render(page, status=status, question=question, survey=question.survey, form=form)

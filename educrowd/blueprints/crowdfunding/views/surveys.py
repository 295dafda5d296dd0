"""A survey as its backer answers it, by the signed address of the pledge, or who was given it by the gift's."""

from __future__ import annotations

from flask import Response, abort, request
from sqlalchemy import select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.countries import country_name
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_ok, go, privately, render

from ..models import Pledge, Survey, SurveyReply
from ..pledging.pledge_forms import AddressForm
from ..pledging.receiving import receivers_page
from ..surveys.answer_forms import AnswersForm
from ..surveys.answering import answer, asks_address, questions_to
from .blueprint import bp
from .gifts import gift_behind
from .signed_links import received_pledge

PREFIX = "address-"


@bp.get("/pledges/<public_id>/surveys/<int:survey_id>")
@needs(PUBLIC)
def survey(public_id: str, survey_id: int):
    return _show(received_pledge(public_id), survey_id)


@bp.post("/pledges/<public_id>/surveys/<int:survey_id>")
@needs(PUBLIC)
def answer_survey(public_id: str, survey_id: int):
    return _take(received_pledge(public_id), survey_id)


@bp.get("/gifts/<token>/surveys/<int:survey_id>")
@needs(PUBLIC)
def gift_survey(token: str, survey_id: int):
    return _show(gift_behind(token).pledge, survey_id)


@bp.post("/gifts/<token>/surveys/<int:survey_id>")
@needs(PUBLIC)
def answer_gift_survey(token: str, survey_id: int):
    return _take(gift_behind(token).pledge, survey_id)


def _show(pledge: Pledge, survey_id: int) -> Response:
    survey = _survey_of(pledge, survey_id)
    reply = SurveyReply.of(survey, pledge)
    form = AnswersForm.asking(questions_to(survey, pledge), reply.values if reply else None, formdata=None)
    return _ask(survey, pledge, form, address_form(pledge, formdata=None), reply=reply)


def _take(pledge: Pledge, survey_id: int) -> Response:
    survey = _survey_of(pledge, survey_id)
    form, where = AnswersForm.asking(questions_to(survey, pledge)), address_form(pledge)
    is_asked = asks_address(survey, pledge)
    if not all([form.validate(), not is_asked or where.validate()]):
        return _ask(survey, pledge, form, where, status=422)
    try:
        answer(survey, pledge, form.given, where.parts if is_asked else None)
    except Invalid as refusal:
        form.refuse(refusal)
        return _ask(survey, pledge, form, where, status=422)
    flash_ok("Thank you. Your answers are noted.")
    return go(receivers_page(pledge))


def address_form(pledge: Pledge | None, **options) -> AddressForm:
    """The address as a part of a larger form."""
    known = {"obj": pledge.address, "name": pledge.receiver_name} if pledge else {}
    return AddressForm(prefix=PREFIX, **known, **options)


def _survey_of(pledge: Pledge, survey_id: int) -> Survey:
    sent = select(Survey).where(Survey.id == survey_id, Survey.project_id == pledge.project_id)
    survey = db.session.scalar(sent.where(Survey.sent_at.is_not(None)))
    if survey is None or not survey.concerns(pledge):
        abort(404)
    return survey


def _ask(
    survey: Survey, pledge: Pledge, form: AnswersForm, where: AddressForm, *, status: int = 200, **context
) -> Response:
    return privately(
        render(
            "crowdfunding/surveys/show.html",
            status=status,
            survey=survey,
            pledge=pledge,
            project=pledge.project,
            form=form,
            where=where if asks_address(survey, pledge) else None,
            country=country_name(str(pledge.country)),
            is_open=survey.takes_answers_of(pledge),
            answer_url=request.full_path,
            back_url=receivers_page(pledge),
            **context,
        )
    )

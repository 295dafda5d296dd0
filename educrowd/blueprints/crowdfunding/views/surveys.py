"""A survey as its backer answers it, by the signed address of the pledge."""

from __future__ import annotations

from flask import Response, abort
from sqlalchemy import select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.countries import country_name
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_ok, go, render

from .. import links
from ..answer_forms import AnswersForm
from ..answering import answer, asks_address, questions_to
from ..models import Pledge, Survey, SurveyReply
from ..pledge_forms import AddressForm
from .blueprint import bp
from .pledges import pledge_behind_link, privately

PREFIX = "address-"


@bp.get("/pledges/<public_id>/surveys/<int:survey_id>")
@needs(PUBLIC)
def survey(public_id: str, survey_id: int):
    pledge = pledge_behind_link(public_id)
    survey = _survey_of(pledge, survey_id)
    reply = SurveyReply.of(survey, pledge)
    form = AnswersForm.asking(questions_to(survey, pledge), reply.values if reply else None, formdata=None)
    return _ask(survey, pledge, form, address_form(pledge, formdata=None), reply=reply)


@bp.post("/pledges/<public_id>/surveys/<int:survey_id>")
@needs(PUBLIC)
def answer_survey(public_id: str, survey_id: int):
    pledge = pledge_behind_link(public_id)
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
    return go(links.page_of(public_id))


def address_form(pledge: Pledge | None, **options) -> AddressForm:
    """The address as a part of a larger form."""
    known = {"obj": pledge.address, "name": pledge.user.name} if pledge else {}
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
            key=links.key_of(pledge.public_id),
            **context,
        )
    )

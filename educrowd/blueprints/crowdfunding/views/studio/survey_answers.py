"""What backers answered: how far it has come, the table, the file, what it comes to."""

from __future__ import annotations

from flask import request

from educrowd.core.access import needs
from educrowd.core.pages import invalid, is_htmx, paginate, render

from ...models import PledgeLetter, Survey
from ...surveys.answer_forms import AnswerFilter
from ...surveys.letters import KIND
from ...surveys.queries import answers_like, completion, summary
from ...surveys.table import answers_file
from ..blueprint import bp
from ..finding import own_survey

PAGE = "crowdfunding/studio/surveys/answers.html"


@bp.get("/studio/surveys/<int:survey_id>/answers")
@needs("projects.work")
def survey_answers(survey_id: int):
    survey = own_survey(survey_id)
    form = AnswerFilter(survey, request.args)
    if not form.validate():
        return invalid(PAGE, form, page=None, **_shown(survey))
    page = paginate(answers_like(survey, **form.wanted), per_page=50)
    if is_htmx():
        return render("crowdfunding/studio/surveys/_answers.html", survey=survey, form=form, page=page)
    return render(PAGE, form=form, page=page, **_shown(survey))


@bp.get("/studio/surveys/<int:survey_id>/answers.csv")
@needs("projects.work")
def survey_answers_csv(survey_id: int):
    survey = own_survey(survey_id)
    form = AnswerFilter(survey, request.args)
    if not form.validate():
        return invalid(PAGE, form, page=None, **_shown(survey))
    return answers_file(survey, **form.wanted)


@bp.get("/studio/surveys/<int:survey_id>/summary")
@needs("projects.work")
def survey_summary(survey_id: int):
    survey = own_survey(survey_id)
    return render("crowdfunding/studio/surveys/summary.html", parts=summary(survey), **_shown(survey))


def _shown(survey: Survey) -> dict:
    return {
        "survey": survey,
        "project": survey.project,
        "rewards": completion(survey),
        "letters": PledgeLetter.counts(KIND, [survey.id]).get(survey.id, {}),
    }

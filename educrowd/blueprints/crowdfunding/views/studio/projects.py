"""Projects in the studio: mine, a new one, its builder, its launch."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.markdown import render as render_markdown
from educrowd.core.pages import flash_error, flash_ok, go, invalid, paginate, render

from ...finding import own_project, run_project
from ...forms import NewProjectForm, ProjectForm, RewardForm, StoryForm
from ...launching import creating, reviewing
from ...models import Project, ProjectReview
from ...money.payable import payable_step
from ...queries import with_totals
from ...waitlists.queries import waiting_in
from ..blueprint import bp

SAID = {
    "live": "Your project is live. Share its address.",
    "review": "Sent in. You get a letter as soon as somebody has read it.",
    "scheduled": "Your project goes live at its time.",
}


@bp.get("/studio/projects/")
@needs("projects.work")
def studio_projects():
    page = paginate(with_totals(Project.worked_on(current.user)))
    return render("crowdfunding/studio/projects/index.html", page=page)


@bp.get("/studio/projects/new")
@needs("projects.create")
def new_project():
    return render("crowdfunding/studio/projects/new.html", form=NewProjectForm(current.tenant.currency, formdata=None))


@bp.post("/studio/projects/")
@needs("projects.create")
def create_project():
    form = NewProjectForm(current.tenant.currency)
    if not form.validate_on_submit():
        return invalid("crowdfunding/studio/projects/new.html", form)
    project = creating.create_project(
        creator=current.user, title=form.title.data or "", goal_amount=form.goal.minor or 0, currency=form.currency
    )
    return go(url_for("crowdfunding.edit_project", project_id=project.id))


@bp.get("/studio/projects/<int:project_id>/")
@needs("projects.work")
def edit_project(project_id: int):
    return show_builder(own_project(project_id))


@bp.post("/studio/projects/<int:project_id>/")
@needs("projects.work")
def update_project(project_id: int):
    project = own_project(project_id)
    form = form_for(project)
    if not form.validate_on_submit():
        return show_builder(project, form=form, status=422)
    try:
        creating.change_project(project, **_changes(form))
    except Refused as refusal:
        form.refuse(refusal)
        return show_builder(project, form=form, status=422)
    flash_ok("Saved.")
    return go(url_for("crowdfunding.edit_project", project_id=project.id))


@bp.post("/studio/projects/<int:project_id>/launch")
@needs("projects.work")
def launch_project(project_id: int):
    project = run_project(project_id)
    try:
        reviewing.submit_project(project, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("crowdfunding.edit_project", project_id=project.id))
    flash_ok(SAID[project.state])
    return go(url_for("crowdfunding.project", slug=project.slug))


@bp.post("/studio/projects/preview")
@needs("projects.work")
def preview_story():
    """What the story will look like, as a fragment."""
    form = StoryForm(current.tenant.currency)
    story = form["story"]
    if not story.validate(form):
        return render("ui/_text_preview.html", status=422, wrong=story.errors[0])
    return render("ui/_text_preview.html", html=Markup(render_markdown(story.data or "")))


def form_for(project: Project, **options) -> ProjectForm | StoryForm:
    """All of it while it is a draft; later only what nobody counts on."""
    if project.is_draft and project.run_by(current.user):
        return ProjectForm(project.currency, project=project, maker=current.user, **options)
    return StoryForm(project.currency, **options)


def show_builder(project: Project, *, form=None, reward_form=None, status: int = 200):
    return render(
        "crowdfunding/studio/projects/edit.html",
        status=status,
        project=project,
        payable=payable_step(),
        form=form or _filled(project),
        reward_form=reward_form or RewardForm(project.currency, formdata=None),
        reviews_are_wanted=reviewing.reviews_are_wanted(),
        review=ProjectReview.latest(project),
        waiting=waiting_in(project.rewards),
    )


def _filled(project: Project) -> ProjectForm | StoryForm:
    form = form_for(project, formdata=None, obj=project)
    if isinstance(form, ProjectForm):
        form.goal.show(project.goal_amount, project.currency)
        form.deadline.show(project.deadline)
        form.launch_at.show(project.launch_at)
        form.course_id.data = project.course_id or 0
    return form


def _changes(form: ProjectForm | StoryForm) -> dict:
    changes = {name: form[name].data or "" for name in ("summary", "category", "story", "risks")}
    if isinstance(form, ProjectForm):
        changes |= {
            "title": form.title.data,
            "goal_amount": form.goal.minor,
            "kind": form.kind.data,
            "recovery_days": form.recovery_days.data,
            "collected_percent": form.collected_percent.data,
            "deadline": form.deadline.moment,
            "launch_at": form.launch_at.moment,
            "course_id": form.course_id.data or None,
        }
    return changes

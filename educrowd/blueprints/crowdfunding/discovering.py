"""Finding a project among many: words, what it is about, how it stands."""

from __future__ import annotations

from sqlalchemy import Select, func, or_

from .models import Project, ProjectTotals

STANDINGS = {"open": "Open", "funded": "Funded", "ended": "Not funded"}
ORDERS = {"ending": "Ending soon", "backed": "Most backed", "new": "New"}
# How alike two words must be that differ by a slip of the finger: from trials with swapped and missing letters.
ALIKE = 0.45


def having_words(projects: Select[Project], words: str) -> Select[Project]:
    """Those that hold the words, also misspelled in title or summary; the best match first."""
    if not words:
        return projects
    shown = Project.title + " " + Project.summary
    told = func.to_tsvector("simple", shown + " " + Project.story)
    asked = func.websearch_to_tsquery("simple", words)
    likeness = func.ext.word_similarity(words.lower(), func.lower(shown))
    is_part = func.lower(shown).contains(words.lower(), autoescape=True)
    found = projects.where(or_(told.bool_op("@@")(asked), is_part, likeness > ALIKE))
    return found.order_by(None).order_by((func.ts_rank(told, asked) + likeness).desc(), Project.id)


def standing(projects: Select[Project], how: str) -> Select[Project]:
    """The open, the funded or the others that ended; all where it is none of these."""
    if how == "open":
        return projects.where(Project.state == "live", Project.has_not_passed())
    if how == "funded":
        return projects.where(Project.state.in_(("funded", "collecting", "settled")))
    return projects.where(Project.state == "failed") if how == "ended" else projects


def in_order(projects: Select[Project], order: str) -> Select[Project]:
    """What ends next, what most people back, or the newest first; as it came where it is none of these."""
    if order == "ending":
        return projects.order_by(None).order_by(Project.state != "live", Project.deadline, Project.id)
    if order == "backed":
        most = projects.join(ProjectTotals, ProjectTotals.project_id == Project.id).order_by(None)
        return most.order_by(ProjectTotals.backers_count.desc(), Project.id)
    return projects.order_by(None).order_by(Project.launched_at.desc(), Project.id) if order == "new" else projects

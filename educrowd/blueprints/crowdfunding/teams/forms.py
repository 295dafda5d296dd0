"""What those who decide about a project choose for its team."""

from __future__ import annotations

from wtforms import BooleanField

from educrowd.core.forms import Form


class ShownTeamForm(Form):
    shows_team = BooleanField("Show the team on the project’s page")

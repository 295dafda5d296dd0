"""What people type arrives tidy, and refusals find their field."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired

from educrowd.core.forms import Form


class Course(Form):
    title = StringField(validators=[DataRequired()])
    text = TextAreaField()
    password = PasswordField()


class Taken:
    message = "Another course has this title."

    def __init__(self, field):
        self.field = field


@pytest.fixture
def fill():
    app = Flask(__name__)
    app.secret_key = "only for this test"

    def fill(**answers):
        with app.test_request_context(method="POST"):
            form = Course(MultiDict(answers))
            form.validate()
            return form

    return fill


def test_ada_types_blanks_and_windows_line_ends(fill):
    form = fill(title="  Stars\x00 ", text="one\r\ntwo\r\n", password=" s p ")
    assert form.title.data == "Stars"
    assert form.text.data == "one\ntwo"
    assert form.password.data == " s p "


def test_blanks_alone_are_no_title(fill):
    assert fill(title=" \x00 ").title.errors


def test_a_refusal_shows_at_the_field_it_names_or_above_the_form(fill):
    form = fill(title="Stars")
    form.refuse(Taken("title"))
    form.refuse(Taken("course_id"))
    assert form.title.errors == ["Another course has this title."]
    assert form.form_errors == ["Another course has this title."]

"""What loading the application costs, and what it puts off."""

import gc

import pytest
from flask import url_for
from werkzeug.routing import Rule

from educrowd import collecting_nothing
from educrowd.application import EduCrowd


def test_a_route_compiles_how_to_build_its_address_when_the_first_one_is_built(monkeypatch):
    compiled = []
    compile_builder = Rule._compile_builder

    def counting(rule, append_unknown=True):
        compiled.append((rule.endpoint, append_unknown))
        return compile_builder(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counting)
    app = EduCrowd("late")
    app.add_url_rule("/things/<int:route>", "thing")
    app.add_url_rule("/others/", "other")
    with app.test_request_context():
        assert not compiled
        assert url_for("thing", route=3, page=2) == "/things/3?page=2"
        assert url_for("thing", route=4) == "/things/4"
    assert compiled == [("thing", True)]


def test_garbage_is_collected_again_after_loading_however_that_ends():
    with pytest.raises(ZeroDivisionError), collecting_nothing():
        assert not gc.isenabled()
        1 / 0  # noqa: B018
    assert gc.isenabled()

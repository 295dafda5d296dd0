"""The OpenAPI document is true: random requests made from it, good and bad, get only what it promises."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

import config
from educrowd import create_app
from educrowd.core.db import db
from tests.conftest import PASSWORD

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# Making up requests costs more than answering them. `EXAMPLES=50` looks harder, and elsewhere each time.
FEW = 2
EXAMPLES = int(os.environ.get("EXAMPLES", FEW))
QUICKLY = settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == FEW,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def document(visitor) -> Any:
    return visitor.get("/api/v1/openapi.json").json


@pytest.fixture
def send(visitor, owner, sandbox):
    """Send a generated case as the owner of the demo site."""
    login = visitor.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    token = login.json["data"]["access_token"]
    db.session.commit()  # else PostgreSQL would end a transaction that idles while the requests are made

    def send(case):
        case.headers["Authorization"] = f"Bearer {token}"
        return visitor.open(**{**case.as_transport_kwargs(), "base_url": visitor.origin})

    return send


def operations_of(document: dict[str, Any], app: Any) -> list[Any]:
    """All of them but those that would end the sign-in that the other requests need."""
    schema: Any = schemathesis.openapi.from_dict(document)
    schema.app = app
    operations = [result.ok() for result in schema.get_all_operations()]
    ends = ("POST /api/v1/auth/logout/", "DELETE /api/v1/auth/sessions/{id}/")
    return [operation for operation in operations if operation.label not in ends]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
def test_requests_made_from_the_document_get_what_it_promises(app, document, send, mode, subtests):
    for operation in operations_of(document, app):
        with subtests.test(operation.label):
            _explore(operation, mode, send)


def _explore(operation: Any, mode: GenerationMode, send: Any) -> None:
    @QUICKLY
    @given(case=operation.as_strategy(generation_mode=mode))
    def keeps_its_promise(case: Any) -> None:
        answer = send(case)
        # A made-up If-Match is refused before the body is looked at.
        is_outdated = answer.status_code == 412
        case.validate_response(answer, checks=[c for c in CHECKS if not (is_outdated and c is negative_data_rejection)])

    keeps_its_promise()


def test_the_document_is_complete(document):
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/auth/login/", "/api/v1/lms/courses/"} <= set(document["paths"])
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            assert operation.get("summary"), f"{method} {path} has no summary"
            assert operation["security"] and operation["tags"], f"{method} {path}"
            assert any(status.startswith("2") for status in operation["responses"]), f"{method} {path}"
            assert {"404", "429", "503"} <= set(operation["responses"]), f"{method} {path}"


def test_nothing_is_written_before_somebody_reads_it(environment):
    document = create_app(config.load("testing", environment)).extensions["api"]
    assert not document._spec.to_dict()["paths"]


def test_the_page_shows_every_operation(visitor, document):
    page = visitor.get("/api/v1/docs").text
    for path, item in document["paths"].items():
        for method in set(item) - {"parameters"}:
            assert f"{method.upper()} {path}" in page


def test_the_document_is_the_same_on_every_host(visit, document):
    assert visit(None).get("/api/v1/openapi.json").json == document

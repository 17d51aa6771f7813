"""What OpenAPI says is what is so: requests made up by schemathesis from the description."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from shuzi.web.app import create_app

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
HOST = {"Host": "localhost"}
# Few, and always the same: this is a test, not a search.
FEW = settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)


@pytest.fixture
def operations(service):
    described = schemathesis.openapi.from_asgi("/openapi.json", create_app(service), headers=HOST)
    return [found.ok() for found in described.get_all_operations()]


def test_every_operation_is_described(operations):
    assert {operation.label for operation in operations} == {
        *("POST /v1/read", "POST /v1/classify", "GET /v1/model"),
        *("POST /v1/corrections", "GET /v1/corrections", "DELETE /v1/corrections"),
        *("GET /v1/corrections/{number}/picture", "DELETE /v1/corrections/{number}"),
        *("GET /v1/corrections.zip", "GET /v2", "GET /v2/models/shuzi", "GET /metrics"),
        *("POST /v2/models/shuzi/infer", "GET /v2/models/shuzi/ready"),
        *("GET /v2/health/live", "GET /v2/health/ready"),
    }


def test_every_answer_is_as_it_is_described(operations):
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    checks = [
        *(not_a_server_error, status_code_conformance),
        *(content_type_conformance, response_schema_conformance),
    ]
    for operation in operations:

        @FEW
        @given(case=operation.as_strategy())
        def answer_as_described(case):
            case.call_and_validate(headers=HOST, checks=checks)

        answer_as_described()

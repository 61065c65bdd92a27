"""Checks for schemathesis of what its own, which know statuses alone, cannot see.

A request that fits the document may be refused for what it means, never for its form. And TEN's routes answer 200 to what they refuse: one that does not
fit must have another code than "0".
"""
import copy

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

FORM = {"invalid_request", "bad_json", "bad_query", "bad_path", "no_body", "unknown_parameter", "repeated_parameter", "invalid_parameter",
        "invalid_cursor", "unsupported_type"}


def envelope(response):
    """The answer, when it is an object."""
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


@schemathesis.check
def refused_for_its_form(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (200, 400, 422):
        return
    answer = envelope(response)
    words = answer.get("msg") or ""
    if answer.get("code") in FORM or answer.get("code") == "10004" or words.startswith("the request does not fit"):
        raise AssertionError(f"a request that fits the document was refused for its form: {words or answer.get('detail')}")


@schemathesis.check
def taken_in_spite_of_its_form(ctx, response, case):
    if case.meta is None or "TEN" not in (case.operation.tags or []) or response.status_code != 200 or envelope(response).get("code") != "0":
        return
    taken = copy.copy(response)
    # One that api_fuzz.toml does not expect.
    taken.status_code = 299
    negative_data_rejection(ctx, taken, case)

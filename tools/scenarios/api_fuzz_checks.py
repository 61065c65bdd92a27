"""A check for schemathesis: a request that fits the document may be refused for what it means, never for its form.

`positive_data_acceptance` knows statuses alone, and those of api_fuzz.toml are also the statuses of ill-formed requests.
"""
import schemathesis

FORM = {"invalid_request", "bad_json", "bad_query", "bad_path", "no_body", "unknown_parameter", "repeated_parameter", "invalid_parameter",
        "invalid_cursor", "unsupported_type"}


@schemathesis.check
def refused_for_its_form(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    try:
        answer = response.json()
    except ValueError:
        return
    words = answer.get("msg", "")
    if answer.get("code") in FORM or answer.get("code") in ("10004", "10007") or words.startswith("the request does not fit"):
        raise AssertionError(f"a request that fits the document was refused for its form: {words or answer.get('detail')}")

"""What an answer means: every status, every way to say when, and the server's own words without ours."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary.errors import NetworkError, TryLater, Uncertain
from leitstand.vocabulary.network import Answer
from leitstand.wire.errors import DAY, failure, server_words, told_wait

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def said(status=400, body=b"", kind="application/json", **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"content-type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, url="https://social.example/x", headers=named, body=raw)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "Sun, 01 Mar 2026 12:30:00 GMT"}, 1800),
        ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 1),
        ({"retry-after": "999999999"}, 86400),
        ({"retry-after": "9" * 300}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "٣"}, None),
        ({"x-ratelimit-reset": "2026-03-01T12:05:00.123Z"}, 300.123),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 90)}, 90),
        ({"ratelimit-reset": "45"}, 45),
        ({"retry-after": "?", "ratelimit-reset": "45"}, 45),
        ({}, None),
    ],
)
def test_when_to_come_back_is_read_in_every_way_it_is_said(headers, seconds):
    assert told_wait(headers, NOW) == (seconds and timedelta(seconds=seconds))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_said_the_wait_is_between_a_second_and_a_day(text):
    wait = told_wait({"retry-after": text}, NOW)
    assert wait is None or timedelta(seconds=1) <= wait <= DAY


@pytest.mark.parametrize(
    ("body", "words", "code"),
    [
        ({"error": "Record not found"}, "Record not found", ""),
        ({"error": "ExpiredToken", "message": "Token has expired"}, "Token has expired", "ExpiredToken"),
        (
            {"code": "comment_duplicate", "message": "<strong>Error:</strong> twice"},
            "Error: twice",
            "comment_duplicate",
        ),
        ({"error": {"code": 190, "message": "Invalid OAuth"}}, "Invalid OAuth", ""),
        ({"errors": [{"detail": "too long"}, {"detail": "too loud"}]}, "too long; too loud", ""),
        ({"error": "invalid_grant", "error_description": "No."}, "No.", "invalid_grant"),
        ({"title": "Forbidden", "detail": "Not yours"}, "Not yours", ""),
        ({"message": "a\u0000b\u202e\n\tc"}, "a b c", ""),
        ({"message": 7}, "", ""),
        ([], "", ""),
        (b"{broken", "", ""),
        (b"[" * 100_000, "", ""),
    ],
)
def test_the_servers_words_are_found(body, words, code):
    assert server_words(said(body=body)) == (words, code)


def test_plain_text_is_words_and_html_is_not():
    assert (
        server_words(said(body=b"Slow down,\n please", kind="text/plain; charset=utf-8"))[0]
        == "Slow down, please"
    )
    assert server_words(said(body=b"<h1>Slow</h1>", kind="text/html"))[0] == ""
    assert server_words(said(body=b"\x89PNG", kind="image/png"))[0] == ""


def test_long_words_are_cut():
    words, _code = server_words(said(body={"error": "la " * 5000}))
    assert len(words) <= 300
    assert words.endswith("…")


def test_no_part_of_a_secret_is_repeated():
    basic = "Basic " + base64.b64encode(b"redaktion:abcd efgh ijkl").decode()
    secrets = (basic, "Bearer tok-123456789")
    for leaked in (basic, "tok-123456789", "abcd efgh ijkl", "redaktion", basic.split()[1]):
        words, code = server_words(said(body={"message": f"bad: {leaked}!", "code": leaked}), secrets)
        assert leaked not in words
        assert leaked != code


@pytest.mark.parametrize("status", [200, 201, 202, 204, 206, 304])
def test_a_success_is_no_error(status):
    assert failure(said(status), writing=False, now=NOW) is None


@settings(max_examples=100, deadline=None)
@given(st.integers(300, 599), st.booleans())
def test_every_other_status_is_an_error_with_a_sentence(status, writing):
    error = failure(said(status), writing=writing, now=NOW)
    if status == 304 or (writing and status in (302, 303)):
        assert error is None
        return
    assert isinstance(error, NetworkError)
    assert error.facts["status"] == status
    assert "social.example" in str(error)
    assert "%(" not in str(error)


@settings(max_examples=100, deadline=None)
@given(st.integers(500, 599))
def test_a_write_is_never_repeated_after_a_fault_of_the_server(status):
    assert isinstance(failure(said(status, retry_after="5"), writing=True, now=NOW), Uncertain)
    assert isinstance(failure(said(status), writing=False, now=NOW), TryLater)


def test_the_answer_goes_along_for_the_file_that_knows_its_words_but_not_into_what_is_stored():
    answer = Answer(status=400, url="https://a.example/x", headers={"x-hint": "1"}, body=b'{"odd":1}')
    error = failure(answer, writing=True, now=NOW)
    assert (error.body, error.headers) == (b'{"odd":1}', {"x-hint": "1"})
    assert set(error.facts) == {"host", "status", "words", "code"}


def test_the_reset_of_x_is_a_moment_in_epoch_seconds():
    assert told_wait({"x-rate-limit-reset": str(int(NOW.timestamp()) + 90)}, NOW).seconds in (89, 90)

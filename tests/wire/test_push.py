"""Web push: encrypted for one browser, signed by us, sent nowhere but where the address check lets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary.errors import Gone, Invalid, Rejected, TryLater
from leitstand.wire import Caps, Guard, push
from tests.push_service import Phone, coded, decoded, point, private, pushing, signed
from tests.wire.loopback import HERE, answer, hang_up, server_tls, serving, trusting

pytestmark = pytest.mark.allow_hosts(HERE)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SENDER = push.Sender(push.new_key(), "mailto:leitstand@auenried.example")
NOTICE = push.Push(text=b'{"title": "Sturm"}', topic="alarm-7", urgent=True, seconds=3600)

# RFC 8291, appendix A
WATERMELON = b"When I grow up, I want to be a watermelon"
THEIR_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BROWSER = push.Browser(
    "https://push.example/x",
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "BTBZMqHH6r4Tts7J_aSIgg",
)
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_message_of_the_standard_is_made_byte_by_byte():
    made = push.sealed(WATERMELON, BROWSER, key=private(THEIR_KEY), salt=decoded(SALT))
    assert coded(made) == SEALED


def test_the_tests_own_reader_opens_the_message_of_the_standard():
    phone = Phone(private("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), decoded(BROWSER.auth))
    assert phone.opened(decoded(SEALED)) == WATERMELON


@settings(max_examples=25)
@given(st.binary(max_size=push.LONGEST))
def test_only_the_browser_it_was_made_for_reads_it_and_its_length_tells_nothing(text):
    phone, other = Phone(), Phone()
    body = push.encrypted(text, push.Browser(**phone.gives("https://push.example/x")))
    assert phone.opened(body).rstrip(b" ") == text.rstrip(b" ")
    assert len(body) <= 4096
    assert len(body) in {103 + size for size in (1024, 2048, 3072, push.LONGEST)}
    with pytest.raises(Exception, match=r"^$"):  # InvalidTag says nothing
        other.opened(body)


def test_a_text_too_long_for_a_browser_is_not_sent():
    with pytest.raises(Invalid, match="longer than a browser takes"):
        push.encrypted(b"x" * (push.LONGEST + 1), BROWSER)


def test_a_notice_arrives_signed_urgent_and_with_an_end(house):
    with pushing(house) as service:
        browser = push.check(**service.phone("laptop"))
        push.send(browser, NOTICE, SENDER, guard=trusting(house), now=NOW)
    assert service.shown == [("laptop", {"title": "Sturm"})]
    told = service.heard[0].headers
    said = {name: told[name] for name in ("ttl", "urgency", "topic", "content-encoding")}
    assert said == {"ttl": "3600", "urgency": "high", "topic": "alarm-7", "content-encoding": "aes128gcm"}
    claims, key = signed(told["authorization"])
    assert key == push.public_key(SENDER.private)
    assert claims["aud"] == service.url
    assert claims["sub"] == "mailto:leitstand@auenried.example"
    assert timedelta() < datetime.fromtimestamp(claims["exp"], UTC) - NOW <= timedelta(hours=24)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, Rejected), (401, Rejected), (403, Rejected), (404, Gone), (410, Gone), (413, Rejected)]
    + [(429, TryLater), (500, TryLater), (503, TryLater)]
    + [(status, Rejected) for status in (301, 302, 303, 307, 308)],
)
def test_what_the_push_service_answers_says_what_to_do(house, status, error):
    with pushing(house) as service:
        elsewhere = {"location": "https://127.0.0.1/inside"} if 300 <= status < 400 else {}
        service.says = lambda _heard: (status, elsewhere)
        browser = push.check(**service.phone("laptop"))
        with pytest.raises(error) as told:
            push.send(browser, NOTICE, SENDER, guard=trusting(house), now=NOW)
    assert len(service.heard) == 1
    assert service.heard[0].headers["authorization"] not in str(told.value)


def test_how_long_a_push_service_wants_us_to_wait_is_kept(house):
    with pushing(house) as service:
        service.says = lambda _heard: (429, {"retry-after": "77"})
        with pytest.raises(TryLater) as told:
            push.send(push.check(**service.phone("x")), NOTICE, SENDER, guard=trusting(house), now=NOW)
    assert told.value.wait == timedelta(seconds=77)


def test_a_push_service_that_cannot_be_reached_is_tried_again_as_soon_as_a_mail_is():
    def nothing(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(TryLater, match="cannot be reached") as told:
        push.send(BROWSER, NOTICE, SENDER, guard=Guard(resolve=nothing), now=NOW)
    assert told.value.wait == timedelta(seconds=30)


def test_a_push_service_that_hangs_up_or_never_answers_is_asked_again_later(house, monkeypatch):
    monkeypatch.setattr(push, "CAPS", Caps(read_seconds=0.2, answer_seconds=0.3))
    for script in (lambda line, heard: hang_up(line), lambda line, heard: server.stopped.wait(2)):
        with serving(script, server_tls(house)) as server:
            browser = push.check(**Phone().gives(f"https://social.example:{server.port}/x"))
            with pytest.raises(TryLater):
                push.send(browser, NOTICE, SENDER, guard=trusting(house), now=NOW)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "0x7f000001"])
def test_an_address_in_the_own_house_is_never_sent_to(host):
    with serving(lambda line, heard: answer(line)) as server:
        for port in ("", f":{server.port}"):
            browser = push.check(**Phone().gives(f"https://{host}{port}/x"))
            guard = Guard(resolve=lambda name, port: ["10.1.2.3" if name == "10.1.2.3" else "127.0.0.1"])
            with pytest.raises(Invalid, match="private network"):
                push.send(browser, NOTICE, SENDER, guard=guard, now=NOW)
        assert server.calls == 0


GOOD = Phone().gives("https://push.example/x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/x"},
        {"endpoint": "https://user:secret@push.example/x"},
        {"endpoint": "https://[2001:db8::1]/x"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://push.example/" + "x" * 2000},
        {"endpoint": ""},
        {"p256dh": ""},
        {"p256dh": coded(b"\x04" + b"\x01" * 64)},
        {"p256dh": coded(point(Phone().key)[:-1])},
        {"p256dh": "ä" * 87},
        {"auth": coded(b"short")},
        {"auth": "A"},
        {"auth": "x" * 4000},
    ],
)
def test_what_no_browser_would_give_is_refused_before_it_is_kept(wrong):
    with pytest.raises(Invalid):
        push.check(**(GOOD | wrong))


def test_each_key_is_another_and_its_public_half_is_a_point_on_the_curve():
    one, two = push.new_key(), push.new_key()
    assert one != two
    assert len(decoded(push.public_key(one))) == 65
    assert decoded(push.public_key(one)) == point(private(one))

"""Where the wire goes, and above all where it does not."""

import ipaddress
import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary.errors import Invalid, LeitstandError, TryLater
from leitstand.wire import Caps, Guard, HttpWire
from leitstand.wire.address import allowed_line, public

CLOSED = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1"),
    *("198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "168.63.129.16", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1"),
    *("::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1"),
    *("64:ff9b:1::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "100::1"),
    *("5f00::1", "2620:4f:8000::1", "4000::1"),
]
OPEN = ["93.184.216.34", "1.1.1.1", "9.255.255.255", "11.0.0.0", "172.32.0.1", "100.128.0.1", "223.255.255.1"]
OPEN += ["2a00:1450:4001::1", "2606:4700::1111", "64:ff9b::5db8:d822", "2003::1"]


def guard(*answers, **more):
    return Guard(resolve=lambda host, port: list(answers), **more)


@pytest.mark.parametrize("address", CLOSED)
def test_a_private_or_special_address_is_refused(address):
    assert not public(ipaddress.ip_address(address))
    with pytest.raises(Invalid, match="LEITSTAND_ALLOWED_ADDRESSES"):
        guard(address).addresses("blog.example", 443)


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_let_through(address):
    assert guard(address).addresses("blog.example", 443) == [ipaddress.ip_address(address)]


def test_one_private_answer_among_public_ones_is_enough_to_refuse():
    with pytest.raises(Invalid):
        guard("93.184.216.34", "10.0.0.1").addresses("blog.example", 443)


def test_an_address_with_a_zone_belongs_to_this_machine():
    with pytest.raises(Invalid):
        guard("fe80::1%eth0").addresses("blog.example", 443)


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 9200])
def test_only_the_ports_of_the_web_are_asked(port):
    with pytest.raises(Invalid, match=f"LEITSTAND_ALLOWED_ADDRESSES=blog.example:{port}"):
        guard("93.184.216.34").addresses("blog.example", port)


def test_the_line_to_allow_can_be_copied_also_for_ipv6():
    with pytest.raises(Invalid) as refused:
        guard("2a00:1450:4001::1").addresses("2a00:1450:4001::1", 8080)
    line = str(refused.value).partition("LEITSTAND_ALLOWED_ADDRESSES=")[2].rstrip(".")
    assert line == "[2a00:1450:4001::1]:8080"
    assert guard("2a00:1450:4001::1", allowed=[line]).addresses("x.example", 8080)


WAYS_TO_SAY_HERE = [
    *(
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
    ),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::127.0.0.1]", "localhost"),
    *("localhost.", "LOCALHOST", "127.0.0.1.", "127。0。0。1", "⑫7.0.0.1", "①②⑦.⓪.⓪.①", "[0:0:0:0:0:0:0:1]"),
]


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("host", WAYS_TO_SAY_HERE)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_way_to_write_this_machine_gets_through(scheme, host):
    def never(address, port, seconds):
        raise AssertionError(f"dialled {address}")

    with HttpWire(guard=Guard(dial=never)) as wire, pytest.raises(LeitstandError) as refused:
        wire.get(f"{scheme}://{host}/")
    assert isinstance(
        refused.value, Invalid | TryLater
    )  # TryLater: this system's resolver knows no such name


@pytest.mark.parametrize(
    "url",
    [
        *("http://blog.example@127.0.0.1/", "http://user:secret@blog.example/", "http://@127.0.0.1/"),
        *("http:///etc/passwd", "file:///etc/passwd", "ftp://blog.example/", "gopher://127.0.0.1:70/"),
        *("javascript:alert(1)", "http://", "//127.0.0.1/", "blog.example", "", "http://[fe80::1%25eth0]/"),
        *("http://blog.example:99999/", "http://bl\x00og.example/", "http://[::1", "http://a\\@127.0.0.1/"),
    ],
)
def test_what_is_no_plain_web_address_is_refused_without_asking_anybody(url):
    def never(host, port):
        raise AssertionError(f"resolved {host}")

    with HttpWire(guard=Guard(resolve=never)) as wire, pytest.raises(Invalid) as refused:
        wire.get(url)
    assert "secret" not in str(refused.value)


def test_the_connection_goes_to_the_very_address_that_was_checked():
    """DNS rebinding: the name is public when it is checked and this machine a moment later."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    dialled = []

    def dial(address, port, seconds):
        dialled.append((address, port))
        raise ConnectionRefusedError(111, "Connection refused")

    with HttpWire(guard=Guard(resolve=lambda host, port: next(answers), dial=dial)) as wire:
        with pytest.raises(TryLater):
            wire.get("http://rebind.example/")
        assert dialled == [("93.184.216.34", 80)]
        with pytest.raises(Invalid):
            wire.get("http://rebind.example/")
    assert len(dialled) == 1


def test_the_next_address_is_tried_when_one_does_not_answer():
    dialled = []

    def dial(address, port, seconds):
        dialled.append(address)
        raise TimeoutError

    with pytest.raises(TimeoutError):
        guard("2a00:1450:4001::1", "93.184.216.34", dial=dial).connect("blog.example", 443, 1.0)
    assert dialled == ["2a00:1450:4001::1", "93.184.216.34"]


def test_a_name_server_that_never_answers_is_not_waited_for():
    slow = Guard(resolve=lambda host, port: time.sleep(3) or [])
    began = time.monotonic()
    with HttpWire(guard=slow, caps=Caps(connect_seconds=0.2)) as wire, pytest.raises(TryLater):
        wire.get("http://slow.example/")
    assert time.monotonic() - began < 2


def test_a_name_nobody_knows_is_tried_later_also_when_writing():
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with HttpWire(guard=Guard(resolve=unknown)) as wire:
        with pytest.raises(TryLater, match="Name or service not known"):
            wire.get("https://nobody.example/")
        with pytest.raises(TryLater):
            wire.post("https://nobody.example/", json={})


@pytest.mark.parametrize(
    ("line", "host", "address", "port"),
    [
        ("10.1.2.3", "wiki.example", "10.1.2.3", 8080),
        ("10.1.2.3:8080", "wiki.example", "10.1.2.3", 8080),
        ("10.0.0.0/8", "wiki.example", "10.200.0.1", 443),
        ("10.0.0.0/8:8443", "wiki.example", "10.200.0.1", 8443),
        ("wiki.example", "wiki.example", "192.168.0.5", 9000),
        ("Wiki.Example.", "wiki.example", "192.168.0.5", 80),
        ("wiki.example:9000", "wiki.example", "192.168.0.5", 9000),
        ("::1", "localhost", "::1", 3000),
        ("[::1]:3000", "localhost", "::1", 3000),
        ("[fd00::/8]", "nas.example", "fd12::9", 80),
    ],
)
def test_an_administrator_can_allow_a_server_of_the_own_house(line, host, address, port):
    found = Guard([line], resolve=lambda h, p: [address]).addresses(host, port)
    assert found == [ipaddress.ip_address(address)]


@pytest.mark.parametrize(
    ("line", "host", "address", "port"),
    [
        ("10.1.2.3:8080", "wiki.example", "10.1.2.3", 8081),
        ("10.1.2.3", "wiki.example", "10.1.2.4", 443),
        ("wiki.example", "evil.example", "192.168.0.5", 80),
        ("wiki.example", "wiki.example.evil.example", "192.168.0.5", 80),
        ("127.0.0.1", "blog.example", "::ffff:127.0.0.1", 80),
    ],
)
def test_an_exception_opens_no_more_than_it_says(line, host, address, port):
    with pytest.raises(Invalid):
        Guard([line], resolve=lambda h, p: [address]).addresses(host, port)


@pytest.mark.parametrize("line", ["a b", "http://x", "x:99999", "[::1", "x:", "10.0.0.0/99", "[::1]8080"])
def test_an_unreadable_exception_is_named_at_once(line):
    with pytest.raises(Invalid, match="LEITSTAND_ALLOWED_ADDRESSES"):
        allowed_line(line)


@settings(max_examples=100, deadline=None)
@given(st.ip_addresses())
def test_only_what_python_also_calls_global_is_public(address):
    wrapped = address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96")
    if public(address) and not wrapped:
        assert address.is_global
        assert not address.is_multicast

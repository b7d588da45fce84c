"""Who may enter which page, what every page carries, and what is shown when something went wrong."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from leitstand.people.models import Person
from leitstand.site.doors import status_of
from leitstand.vocabulary.errors import Gone, Invalid, Refused, Uncertain
from tests.site.conftest import BACKEND

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/listen/stories", "/speak/", "/learn/", "/people/members", "/welcome/watch"]
)
def test_strangers_are_sent_to_the_sign_in_and_back(client, owner, path):
    said = client.get(path)
    assert said.url.startswith(reverse("account_login"))
    assert path.replace("/", "%2F") in said.url


def test_a_page_that_asks_for_a_fragment_is_told_to_sign_in_too(client, owner):
    said = client.get("/speak/", headers={"HX-Request": "true"})
    assert (said.status_code, said["HX-Redirect"]) == (401, reverse("account_login"))


def test_nobody_signs_up_by_themselves(client, owner):
    said = client.post(
        reverse("account_signup"), {"email": "x@y.example", "password1": "ein langes Kennwort"}
    )
    assert "by invitation" in said.content.decode()
    assert Person.objects.count() == 1


def test_who_belongs_to_no_organisation_is_told_so(client, owner):
    client.force_login(Person.objects.create_user("x@y.example", language="en"), backend=BACKEND)
    said = client.get("/")
    assert said.status_code == 403
    assert "Ask an owner" in said.content.decode()


@pytest.mark.parametrize("path", ["/", "/people/me", "/account/2fa/"])
def test_every_page_forbids_foreign_and_inline_code(inside, path):
    policy = inside.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:", policy)


def test_a_page_loads_nothing_from_elsewhere(inside):
    said = inside.get("/").content.decode()
    loaded = re.findall(r"<(?:script|link|img|use)[^>]*(?:src|href)=\"([^\"]+)\"", said)
    assert loaded
    assert all(one.startswith("/static/") for one in loaded)


def test_htmx_is_told_not_to_inject_style(inside):
    said = inside.get("/").content.decode()
    assert '"includeIndicatorCSS": false' in said
    assert re.search(r"hx-headers:inherited='{\"X-CSRFToken\": \"\w{20,}\"}'", said)


@pytest.mark.parametrize(
    ("error", "status"), [(Invalid("x"), 422), (Refused("x"), 409), (Gone("x"), 410), (Uncertain("x"), 502)]
)
def test_each_kind_of_error_has_its_status(error, status):
    assert status_of(error) == status


def test_what_is_gone_is_said_in_our_frame(inside):
    said = inside.get("/listen/stories/999")
    assert said.status_code == 410
    assert "no longer here" in said.content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_wrong_address_is_answered_in_our_words(client, owner, language):
    client.cookies["language"] = language
    said = client.get("/gibt-es-nicht")
    assert said.status_code == 404
    assert f'<html lang="{language}"' in said.content.decode()


def test_a_form_without_its_token_is_refused_with_what_to_do(owner):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    said = client.post(reverse("account_login"), {"login": "x"})
    assert said.status_code == 403
    assert settings.SECRET_KEY not in said.content.decode()
    assert 'class="btn"' in said.content.decode()


def test_our_own_mistake_has_a_page_too(client, owner, monkeypatch):
    from leitstand.site import desk

    monkeypatch.setattr(desk, "desk", lambda *_: 1 / 0)
    client.force_login(owner.person, backend=BACKEND)
    client.raise_request_exception = False
    said = client.get("/")
    assert said.status_code == 500
    assert "mistake" in said.content.decode()


def test_the_language_switch_keeps_strangers_where_they_are(client, owner):
    said = client.post(reverse("language"), {"language": "de", "next": reverse("account_login")}, follow=True)
    assert '<html lang="de"' in said.content.decode()
    assert client.post(reverse("language"), {"language": "de", "next": "https://evil.example/"}).url == "/"


@pytest.mark.parametrize(
    ("path", "page"),
    [("/speak/", "Inbox"), ("/speak/publications/", "Publications"), ("/listen/stories", "Stories")],
)
def test_the_navigation_says_where_one_is_once(inside, path, page):
    said = inside.get(path).content.decode()
    rail = said[said.index('class="rail"') : said.index('class="foot"')]
    here = re.findall(r"<a [^>]*aria-current=\"page\"[^>]*>(?:<svg.*?</svg>)?\s*([^<]+)", rail)
    assert [one.strip() for one in here] == [page]


def test_keys_that_go_to_rooms_are_listed_and_lead_there(inside):
    said = inside.get("/").content.decode()
    links = re.findall(r"<a [^>]*data-go=[^>]*>", said)
    where = {re.search(r'data-go="(.)"', a).group(1): re.search(r'href="([^"]+)"', a).group(1) for a in links}
    assert where == {"h": "/", "s": "/listen/stories", "p": "/speak/", "w": "/learn/week"}
    assert all(f"<kbd>{key}</kbd>" in said for key in ("H", "S", "P", "W", "?"))

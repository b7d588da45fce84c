"""The composer by its forms: kept while written, refused with every word still there, planned once."""

import pytest

from leitstand.speak import limits
from leitstand.speak.models import Delivery, Thought
from leitstand.vocabulary.network import Limits
from tests.speak.conftest import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=40, pictures=4))


@pytest.fixture
def page(client, editor, account):
    client.force_login(editor.person)
    client.post("/speak/compose/new/")
    return Compose(client, Thought.objects.get(), editor, account)


class Compose:
    """Somebody in front of the page of one thought."""

    def __init__(self, client, thought, editor, account):
        self.client, self.thought, self.editor, self.account = client, thought, editor, account
        self.address = f"/speak/compose/{thought.pk}/"

    def post(self, content, seen, act="save", *, live=False, **more):
        given = {
            "seen": seen,
            "content": content,
            "voice": self.editor.person_id,
            "language": "de",
            "time_zone": "Europe/Berlin",
            "accounts": [self.account.pk],
            "act": act,
            **more,
        }
        headers = {"HX-Request": "true"} if live else {}
        return self.client.post(self.address, given, headers=headers)


def test_what_is_written_is_kept_and_counted_as_the_network_counts(page):
    answer = page.post("Ausgabe ab Montag.", 0, live=True)
    assert answer.status_code == 200
    assert "18 of 40" in answer.content.decode().replace("\n", " ")
    assert 'value="1"' in answer.content.decode()
    assert Thought.objects.get().content == "Ausgabe ab Montag."


def test_what_is_too_long_says_by_how_much_and_is_cut_where_a_sentence_ends(page):
    text = "Ausgabe ab Montag im Zentrum. Fragen beantworten wir gern."
    answer = page.post(text, 0, live=True).content.decode()
    assert "too long by 18" in answer
    assert "In 2 parts" in answer
    page.post(text, 1, act=f"split:{page.account.pk}")
    variant = Thought.objects.get().variants.get()
    assert variant.content == "Ausgabe ab Montag im Zentrum.\n\n---\n\nFragen beantworten wir gern."


def test_it_is_planned_once_and_can_be_taken_back(page):
    assert page.post("Ausgabe ab Montag.", 0, act="plan").status_code == 302
    assert page.post("Ausgabe ab Montag.", 1, act="plan").status_code == 409
    assert Delivery.objects.filter(state="due").count() == 1
    assert "Going out" not in page.client.get(page.address).content.decode()
    page.client.post(f"{page.address}take-back/")
    assert Delivery.objects.get().state == "withdrawn"


def test_who_comes_second_reads_why_and_loses_no_word(page):
    page.post("Der erste Satz.", 0)
    other = member_of(page.editor.organization, "editor", "Henrik Voss")
    page.client.force_login(other.person)
    answer = page.post("Mein eigener Satz.", 0)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Aylin Demirbas has changed this" in said
    assert "Mein eigener Satz." in said
    assert Thought.objects.get().content == "Der erste Satz."


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"day": "2027-03-28", "clock": "02:30"}, "skip 02:30"),
        ({"day": "2027-03-28"}, "Give day and time"),
        ({"voice": "999999"}, "999999"),
        ({"time_zone": "Mond/Tycho"}, "Mond/Tycho"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_place(page, more, why):
    answer = page.post("Ausgabe.", 0, **more)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Thought.objects.get().version == 0


def test_the_hour_that_comes_twice_is_asked_for(page):
    page.post("Ausgabe.", 0, day="2026-10-25", clock="02:30")
    said = page.client.get(page.address).content.decode()
    assert "The second time this hour comes" in said


def test_a_draft_goes_into_the_bin_and_back(page):
    page.client.post(f"{page.address}bin/")
    assert page.client.get(page.address).status_code == 404
    page.client.post(f"{page.address}unbin/")
    assert page.client.get(page.address).status_code == 200


def test_history_says_whose_words_they_are(page):
    page.post("Ausgabe ab Montag.", 0)
    said = page.client.get(f"{page.address}history/").content.decode()
    assert "Aylin Demirbas" in said
    assert "Ausgabe ab Montag." in said


def test_strangers_and_readers_change_nothing(page, reader):
    page.client.force_login(reader.person)
    assert page.post("Unfug.", 0).status_code == 409
    assert Thought.objects.get().content == ""


def test_a_page_that_saves_while_it_still_hears_of_its_last_save_does_not_refuse_itself(page):
    assert page.post("Ausgabe ab", 0, live=True, page="one").status_code == 200
    assert page.post("Ausgabe ab Montag", 0, live=True, page="one").status_code == 200
    assert page.post("Ausgabe ab Montag.", 0, act="plan", page="one").status_code == 302
    assert Delivery.objects.get().content == "Ausgabe ab Montag."


def test_two_pages_of_the_same_person_notice_each_other(page):
    page.post("Der neuere Satz.", 0, live=True, page="one")
    assert page.post("Ein alter Satz.", 0, live=True, page="two").status_code == 409
    assert page.post("Vom Rechner.", 1, live=True, page="two").status_code == 200
    assert page.post("Vom Telefon.", 0, live=True, page="one").status_code == 409
    assert Thought.objects.get().content == "Vom Rechner."


def test_what_could_not_be_kept_while_writing_says_so(page):
    answer = page.post("Ausgabe ab Montag.", 0, live=True, day="2031-01-05")
    assert answer.status_code == 422
    assert "Not saved" in answer.content.decode()


def test_words_for_an_account_that_is_not_chosen_are_kept_too(page):
    own = {f"v{page.account.pk}-content": "Hier anders gesagt."}
    page.post("Ausgabe ab Montag.", 0, live=True, accounts=[], **own)
    variant = Thought.objects.get().variants.get()
    assert (variant.content, variant.chosen) == ("Hier anders gesagt.", False)
    assert "Hier anders gesagt." in page.client.get(page.address).content.decode()
    assert page.post("Ausgabe ab Montag.", 1, act="plan", accounts=[], **own).status_code == 409
    assert not Delivery.objects.exists()


def test_a_moment_is_shown_on_the_clocks_whose_name_stands_beside_it(page):
    there = {"day": "2031-01-06", "clock": "09:00", "time_zone": "America/New_York"}
    said = page.post("Ausgabe ab Montag.", 0, live=True, **there).content.decode()
    assert "09:00" in said
    assert "15:00" not in said


def test_an_embargo_in_the_hour_that_comes_twice_holds_until_it_comes_the_second_time(page):
    page.post("Noch nicht.", 0, embargo_day="2031-10-26", embargo_clock="02:30")
    assert Thought.objects.get().embargo.isoformat() == "2031-10-26T01:30:00+00:00"


@pytest.mark.parametrize("number", ["", "x", "²", "99999999999999999999"])
def test_a_version_that_is_none_is_refused_not_stumbled_over(page, number):
    answer = page.client.post(f"{page.address}restore/", {"number": number})
    assert answer.status_code == 409


def test_who_comes_second_may_put_their_words_on_top_and_the_first_stay_in_the_history(page):
    page.post("Der erste Satz.", 0)
    page.client.force_login(member_of(page.editor.organization, "editor", "Henrik Voss").person)
    assert 'value="mine:1"' in page.post("Mein eigener Satz.", 0).content.decode()
    assert page.post("Mein eigener Satz.", 0, act="mine:1").status_code == 302
    assert Thought.objects.get().content == "Mein eigener Satz."
    assert [one.said["content"] for one in Thought.objects.get().versions.order_by("number")] == [
        "Der erste Satz.",
        "Mein eigener Satz.",
    ]
    assert page.post("Und noch einer.", 0, act="mine:1").status_code == 409


def test_a_raised_two_is_no_number(page):
    assert page.post("Ein Satz.", 0, act="split:²").status_code < 500
    for address in ("/speak/?post=²", "/speak/publications/?chosen=²", "/speak/office/?number=²"):
        assert page.client.get(address).status_code < 500
    assert page.client.post("/speak/press/", {"post": "²", "act": "later"}).status_code < 500

"""Pictures: only what they show is kept; rights are asked for; what ends is noticed where it still stands."""

import io
import socket
import struct
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from leitstand.speak import limits, tasks
from leitstand.speak.composing import picturing, planning
from leitstand.speak.library import actions, intake, licences, queries, scanning, store
from leitstand.speak.library.forms import TakeForm
from leitstand.speak.models import Delivery, Medium
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.network import Limits
from tests.speak.conftest import NOW, wire
from tests.speak.test_composing import written

OURS = {"title": "Leihausgabe", "author": "Ida Reusch", "licence": "own", "alt": {"de": "Ein Tisch"}}
FREE = {**OURS, "licence": "CC-BY-4.0", "source": "https://bilder.example/1"}


@pytest.fixture(autouse=True)
def room(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=300, pictures=4))
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path)


def picture(size=(60, 40), kind="JPEG", *, exif=False, mode="RGB", more=b""):
    out = io.BytesIO()
    shown = Image.new(mode, size, (200, 30, 30) if mode == "RGB" else None)
    data = Image.Exif()
    if exif:
        data[0x010E], data[0x0112] = "Auenried, Mensa", 6
    shown.save(out, kind, exif=data) if kind == "JPEG" else shown.save(out, kind)
    return out.getvalue() + more


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright():
    taken = intake.take(picture(exif=True))
    again = Image.open(io.BytesIO(taken.content))
    assert not dict(again.getexif())
    assert (taken.width, taken.height) == (40, 60)


def test_what_rides_along_behind_a_picture_is_left_behind():
    taken = intake.take(picture(more=b"PK\x03\x04<script>alert(1)</script>"))
    assert b"<script>" not in taken.content


def test_a_hundred_megapixels_are_refused_before_they_are_unpacked():
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    with pytest.raises(Invalid, match="100 megapixels"):
        intake.take(out.getvalue())


def test_what_moves_counts_with_all_its_pictures_before_they_are_unpacked():
    frames = [Image.new("P", (1000, 1000), number % 7) for number in range(60)]
    frames = [frame.copy() for frame in frames]
    for number, frame in enumerate(frames):
        frame.putpixel((0, 0), number)
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50)
    with pytest.raises(Invalid, match="60 megapixels"):
        intake.take(out.getvalue())


def test_what_is_larger_than_anything_taken_is_not_even_read():
    file = SimpleUploadedFile("film.mp4", b"0", "video/mp4")
    file.size = intake.MOST_FILM_BYTES + 1
    form = TakeForm({**OURS, "alt_de": ""}, {"file": file})
    assert "500" in str(form.errors["file"])


def test_a_post_still_shows_what_was_taken_out_of_the_library(editor, client):
    medium = actions.take(editor, picture(), OURS, now=NOW)
    actions.put_away(editor, medium, now=NOW)
    client.force_login(editor.person)
    assert client.get(f"/speak/media/{medium.pk}/small").status_code == 200
    assert client.get(f"/speak/media/{medium.pk}/").status_code == 404


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"%PDF-1.7", picture()[:80]])
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(Invalid, match="Nothing was kept"):
        intake.take(content)


def test_what_is_clear_stays_clear_and_what_moves_goes_on_moving():
    assert intake.take(picture(kind="PNG", mode="RGBA")).media_type == "image/png"
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (0, 120, 250)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50)
    moving = Image.open(io.BytesIO(intake.take(out.getvalue()).content))
    assert moving.n_frames == 3


@pytest.mark.parametrize(
    ("rights", "why"),
    [
        ({"licence": ""}, "which licence"),
        ({"licence": "CC-BY-4.0", "author": " "}, "who made it"),
        ({"licence": "CC-BY-4.0", "author": "Ida"}, "where it comes from"),
    ],
)
def test_a_picture_without_its_rights_is_not_kept(editor, rights, why):
    with pytest.raises(Invalid, match=why):
        actions.take(editor, picture(), rights, now=NOW)
    assert not Medium.objects.exists()


def test_the_same_picture_twice_is_one_and_damage_is_noticed(editor, tmp_path):
    first = actions.take(editor, picture(), OURS, now=NOW)
    assert actions.take(editor, picture(), FREE, now=NOW) == first
    place = tmp_path / "media" / first.sha256[:2] / first.sha256
    place.write_bytes(b"damaged")
    with pytest.raises(Refused, match="damaged"):
        store.get(first.sha256)


def test_the_credit_line_names_title_author_source_and_licence():
    medium = Medium(**{**FREE, "alt": {}})
    line = licences.credit(medium, "de")
    assert line.short == "Bild: Ida Reusch, CC BY 4.0"
    assert line.full == (
        "Bild: „Leihausgabe“ von Ida Reusch, https://bilder.example/1, "
        "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
    )
    assert licences.credit(Medium(licence="own"), "de").short == ""


@pytest.fixture
def scanner(settings, tmp_path):
    """A stand-in for clamd that speaks its protocol and finds one word."""
    place = str(tmp_path / "clamd")
    server = socket.socket(socket.AF_UNIX)
    server.bind(place)
    server.listen()

    def serve():
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                whole = b""
                while size := struct.unpack("!I", said.read(4))[0]:
                    whole += said.read(size)
                line.sendall(b"stream: Test-Wurm FOUND\0" if b"WURM" in whole else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    settings.CONFIG = replace(settings.CONFIG, virus_scanner=place)
    yield
    server.close()


def test_a_scanner_that_is_configured_is_asked_and_believed(scanner):
    scanning.scan(b"harmlos" * 20_000)
    with pytest.raises(Invalid, match="Test-Wurm"):
        scanning.scan(b"x" * 70_000 + b"WURM")


def test_a_scanner_that_does_not_answer_lets_nothing_in(settings):
    settings.CONFIG = replace(settings.CONFIG, virus_scanner="/nowhere/clamd")
    with pytest.raises(Refused, match="does not answer"):
        scanning.scan(b"x")


def test_a_picture_goes_out_cropped_with_its_alternative_text_and_credit(editor, account, paper):
    thought = written(editor, account)
    medium = actions.take(editor, picture((300, 100)), FREE, now=NOW)
    use = picturing.use(editor, thought, medium)
    picturing.arrange(editor, use, "Ein Tisch mit Laptops", "", intake.shape(300, 100, 1, 0.5))
    (delivery,) = planning.plan(editor, thought, seen=1, now=NOW)
    assert delivery.content.endswith("Bild: Ida Reusch, CC BY 4.0")
    tasks.move_due(NOW + timedelta(seconds=9), wire)
    (note,) = paper.posts.values()
    assert [(one.alt, one.media_type) for one in note.pictures] == [("Ein Tisch mit Laptops", "image/jpeg")]
    assert Image.open(io.BytesIO(note.pictures[0].content)).size == (100, 100)
    with pytest.raises(Refused, match="on its way or published"):
        picturing.unuse(editor, use)


def test_alternative_text_is_asked_for_and_waived_only_with_a_reason(editor, account, paper):
    thought = written(editor, account)
    use = picturing.use(editor, thought, actions.take(editor, picture(), {**OURS, "alt": {}}, now=NOW))
    with pytest.raises(Refused, match="no alternative text"):
        planning.plan(editor, thought, seen=1, now=NOW)
    picturing.arrange(editor, use, "", "nur Schmuck", None)
    planning.plan(editor, thought, seen=1, now=NOW)


def test_what_may_not_be_changed_is_not_cropped(editor, account):
    nd = {**FREE, "licence": "CC-BY-ND-4.0"}
    use = picturing.use(editor, written(editor, account), actions.take(editor, picture(), nd, now=NOW))
    with pytest.raises(Invalid, match="forbids changes"):
        picturing.arrange(editor, use, "Ein Tisch", "", (0, 0, 0.5, 1))


def test_what_has_ended_is_noticed_where_it_still_stands(editor, account, paper):
    thought = written(editor, account)
    medium = actions.take(editor, picture(), {**OURS, "expires": date(2026, 11, 20)}, now=NOW)
    picturing.use(editor, thought, medium)
    planning.plan(editor, thought, seen=1, now=NOW)
    tasks.move_due(NOW + timedelta(seconds=9), wire)
    assert queries.out_of_right(editor.organization, date(2026, 11, 20)) == []
    assert queries.out_of_right(editor.organization, date(2026, 11, 21)) == [medium]
    Delivery.objects.update(state="withdrawn")
    assert queries.out_of_right(editor.organization, date(2026, 11, 21)) == []


def test_from_the_pages_a_picture_is_added_used_and_taken_out(editor, account, client):
    client.force_login(editor.person)
    thought = written(editor, account)
    file = SimpleUploadedFile("t.jpg", picture(), "image/jpeg")
    page = f"/speak/compose/{thought.pk}/picture/use/"
    given = {"licence": "own", "author": "Ida Reusch", "title": "Tisch", "alt_de": "Ein Tisch"}
    assert client.post(page, {**given, "file": file, "licence": ""}).status_code == 422
    file.seek(0)
    assert client.post(page, {**given, "file": file}).status_code == 302
    use = thought.uses.get()
    shown = client.get(f"/speak/compose/{thought.pk}/").content.decode()
    assert f"/speak/media/{use.medium_id}/small" in shown
    for path in ("/speak/media/", f"/speak/media/{use.medium_id}/", f"/speak/compose/{thought.pk}/picture/"):
        assert client.get(path).status_code == 200
    answer = client.get(f"/speak/media/{use.medium_id}/whole")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    client.post(f"/speak/compose/{thought.pk}/picture/{use.pk}/out/")
    assert not thought.uses.exists()

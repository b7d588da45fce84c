"""The weekly report: seven figures with their doubt, kept as they were, sent once, in four forms."""

import datetime as dt
import io
import json
import smtplib
import zipfile

import pikepdf
import pytest
from django.core import mail
from django.urls import reverse

from leitstand.learn.models import Remark, ReportLetter, WeekReport
from leitstand.learn.reports import actions, facts, figures, looking, printing, queries, tasks, weekly, weeks
from leitstand.learn.reports.facts import Measured
from leitstand.listen.models import Mention
from leitstand.people.models import Organization
from leitstand.speak.models import Treatment
from leitstand.vocabulary.errors import Gone, Invalid, Refused
from tests.speak.conftest import member_of

WEEK = weeks.named("2026-W46")
MONDAY = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
WEDNESDAY = MONDAY + dt.timedelta(days=2)


def heard(organization, at, n=1, *, asked=False, **more):
    rows = [
        Mention(
            organization=organization,
            post_id=f"{at.isoformat()}-{k}-{asked}",
            network="paper",
            author_id=f"author-{k}",
            text="Gilt das auch freitags?",
            addressed=asked,
            post={},
            published=at,
            heard=at,
            **more,
        )
        for k in range(n)
    ]
    return Mention.objects.bulk_create(rows)


def before(organization, n=10, mentions=100, **measured):
    """Weeks before the 46th that were kept: a hundred mentions each, give or take a few."""
    for k in range(n, 0, -1):
        week = WEEK.before(k)
        kept = facts.Facts(
            week.name,
            {"mentions": Measured(mentions + k % 5), **{name: Measured(*m) for name, m in measured.items()}},
        )
        WeekReport.objects.create(
            organization=organization, week=week.name, figures=kept.kept(), measured=MONDAY
        )


@pytest.fixture
def quiet(organization):
    """Ten weeks of a hundred mentions, and one more like them."""
    before(organization)
    heard(organization, dt.datetime(2026, 11, 11, 10, tzinfo=dt.UTC), 101)
    return organization


def look(organization, now=WEDNESDAY, week=WEEK):
    return looking.look(organization, week, now)


def test_weeks_begin_on_monday_where_the_organisation_is_and_have_iso_names():
    assert (WEEK.monday, WEEK.sunday) == (dt.date(2026, 11, 9), dt.date(2026, 11, 15))
    assert weeks.named("2026-W53").sunday == dt.date(2027, 1, 3)
    from zoneinfo import ZoneInfo

    late = dt.datetime(2026, 11, 15, 23, 30, tzinfo=dt.UTC)
    assert weeks.of(late, ZoneInfo("Europe/Berlin")).name == "2026-W47"
    for wrong in ("2026-W54", "2026-46", "", "0000-W01", "9999-W99"):
        with pytest.raises(Gone):
            weeks.known(wrong, MONDAY, ZoneInfo("Europe/Berlin"))


def test_nothing_beyond_noise_is_the_normal_week(quiet):
    found = look(quiet)
    assert weekly.headline(found) == "Nothing beyond noise."
    assert found.lines[0].value == 101
    assert found.lines[0].expected.low < 101 < found.lines[0].expected.high
    assert "mere chance" in weekly.noise(found)


def test_only_change_beyond_noise_is_said_and_coloured(quiet):
    heard(quiet, dt.datetime(2026, 11, 12, 10, tzinfo=dt.UTC), 300)
    found = look(quiet)
    assert weekly.headline(found) == "Mentions: more than to be expected."
    assert [cell.beyond for row in weekly.table(found).rows for cell in row if cell.beyond] == ["more"]


def test_few_weeks_and_no_hours_are_not_known_and_never_nought(organization):
    before(organization, 5)
    found = look(organization)
    assert weekly.headline(found) == "Too few weeks to compare with."
    by = {line.kind.name: line for line in found.lines}
    assert by["talks"].value is None
    assert by["visits"].value is None
    assert "not known yet" in json.dumps(weekly.table(found).rows[5][1].text)


def test_a_question_counts_as_settled_the_same_day_only_on_the_same_day_there(organization):
    before(organization, 1)
    evening = dt.datetime(2026, 11, 11, 22, 30, tzinfo=dt.UTC)  # half past eleven in Auenried
    first, second, third = heard(organization, evening, 3, asked=True)
    Treatment.objects.create(mention=first, state="answered", at=evening + dt.timedelta(minutes=20))
    Treatment.objects.create(mention=second, state="let_stand", at=evening + dt.timedelta(hours=1))
    found = look(organization)
    assert found.facts.measured["same_day"] == Measured(1, 3)
    assert found.facts.answers["n"] == 3
    assert found.facts.answers["settled"] == 2
    assert third.pk


def test_a_week_that_was_read_stays_as_it_was_and_says_what_changed_since(quiet):
    assert look(quiet).frozen == WEDNESDAY
    Mention.objects.filter(organization=quiet).order_by("pk").first().delete()
    later = look(quiet, WEDNESDAY + dt.timedelta(days=3))
    assert later.lines[0].value == 101
    assert [(one.kind.name, one.then, one.now) for one in later.changed if one.kind.name == "mentions"] == [
        ("mentions", 101, 100)
    ]
    titles = [section.title for section in weekly.report(later).sections]
    assert "Changed since" in titles
    forgotten = look(quiet, WEDNESDAY + dt.timedelta(days=400))
    assert not forgotten.changed, "that our time to keep posts is over is no correction"


def test_before_its_hours_are_closed_a_week_is_open_and_then_it_is_not(quiet):
    assert look(quiet, MONDAY).open
    assert WeekReport.objects.get(organization=quiet, week=WEEK.name).frozen is None
    assert not look(quiet, WEDNESDAY).open


def test_the_running_week_is_compared_with_nothing(quiet):
    found = look(quiet, MONDAY, weeks.named("2026-W47"))
    assert found.running
    assert not found.judged
    assert weekly.headline(found) == "This week so far."
    assert not WeekReport.objects.filter(week="2026-W47").exists()


def test_missing_weeks_are_counted_by_the_worker_and_the_first_half_week_says_nothing(organization):
    heard(organization, dt.datetime(2026, 10, 29, 10, tzinfo=dt.UTC), 7)
    heard(organization, dt.datetime(2026, 11, 5, 10, tzinfo=dt.UTC), 9)
    assert tasks.keep_due(WEDNESDAY) == 3
    assert tasks.keep_due(WEDNESDAY) == 0
    kept = {row.week: facts.read(row.figures) for row in WeekReport.objects.all()}
    assert not kept["2026-W44"].measured
    assert kept["2026-W45"].measured["mentions"].hits == 9


def test_a_remark_stays_with_its_week_and_is_its_authors_until_it_was_sent(quiet, editor, reader):
    row = actions.remark(editor, WEEK, "questions", "Die Leihgeräte kamen fünfmal.", now=WEDNESDAY)
    actions.reword(editor, row, "Die Leihgeräte kamen fünfmal vor.", now=WEDNESDAY)
    other = member_of(quiet, "owner", "Mirjam Falk")
    with pytest.raises(Refused, match="Only who wrote"):
        actions.reword(other, row, "Etwas anderes.", now=WEDNESDAY)
    for nothing in ("", "   "):
        with pytest.raises(Invalid):
            actions.remark(editor, WEEK, "", nothing, now=WEDNESDAY)
    with pytest.raises(Refused):
        actions.remark(reader, WEEK, "", "Ich lese nur.", now=WEDNESDAY)
    ReportLetter.objects.create(
        organization=quiet, week=WEEK.name, person=editor.person, state="sent", due=WEDNESDAY
    )
    with pytest.raises(Refused, match="was sent"):
        actions.reword(editor, row, "Doch anders.", now=WEDNESDAY)
    editor.person.delete()
    assert Remark.objects.get().content == "Die Leihgeräte kamen fünfmal vor.", "words outlive their author"
    assert "somebody who has left" in json.dumps(
        [q.by for s in weekly.report(look(quiet)).sections for q in s.quotes]
    )


# Forms: the page, JSON, PDF and spreadsheet say the same, whoever wrote the words in them.

NASTY = '=HYPERLINK("http://x") #emph[x] <script>alert(1)</script> $x$ 漢字 \u202e \x07'


@pytest.fixture
def nasty(quiet, editor):
    """A week with a question that waits, and words that would like to be more than words."""
    asked = heard(quiet, dt.datetime(2026, 11, 10, 10, tzinfo=dt.UTC), 4, asked=True)
    for minutes, one in enumerate(asked[:3]):
        at = one.heard + dt.timedelta(minutes=20 * (minutes + 1))
        Treatment.objects.create(mention=one, state="answered", at=at)
    actions.remark(editor, WEEK, "mentions", NASTY, now=WEDNESDAY)
    return weekly.report(look(quiet))


def test_the_page_shows_figures_pictures_and_words_and_runs_nothing_of_them(client, nasty, editor):
    client.force_login(editor.person)
    page = client.get(reverse("learn:week_of", args=[WEEK.name])).content.decode()
    assert "Nothing beyond noise." in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<c-" not in page
    assert ' style="' not in page, "the content security policy forbids it"
    assert 'class="drawing"' in page
    assert "Half of the 4 questions" in page
    assert "What these figures do not say" in page


def test_the_json_has_numbers_as_numbers(client, nasty, editor):
    client.force_login(editor.person)
    told = client.get(reverse("learn:week_of_file", args=[WEEK.name, "json"])).json()
    table = told["sections"][0]["tables"][0]
    row = dict(zip(table["columns"], table["rows"][0], strict=True))
    assert row["This week"] == 105
    assert row["Expected from"] < 105 < row["Expected to"]
    assert row["Weeks before"] == 10
    assert told["doesNotSay"]
    assert client.get("/learn/week/2026-W99.json").status_code == 410


def test_the_pdf_is_one_that_screen_readers_can_read(nasty):
    made = pikepdf.open(io.BytesIO(printing.pdf(nasty)))
    root = made.Root
    assert str(root.Lang) == "en"
    assert root.MarkInfo.Marked
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(made.open_metadata()["pdfuaid:part"]) == "1"
    assert "Nothing beyond noise." in str(made.docinfo["/Title"])
    kinds, alts = [], []

    def walk(node, depth=0):
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one, depth)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            kinds.append(str(node.S))
            if "/Alt" in node:
                alts.append(str(node.Alt))
            walk(node.get("/K"), depth + 1)

    walk(root.StructTreeRoot.K)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= set(kinds)
    assert any("Half of the 4 questions" in one for one in alts)
    assert len(made.pages) <= 4


def test_the_spreadsheet_has_one_sheet_a_table_numbers_as_numbers_and_no_formulas(nasty):
    packed = zipfile.ZipFile(io.BytesIO(printing.sheet(nasty)))
    sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    tables = sum(len(one["tables"]) for one in printing.as_json(nasty)["sections"])
    assert len(sheets) == tables + 1
    texts = [packed.read(name).decode() for name in sheets]
    assert not [text for text in texts if "<f>" in text or "hyperlink" in text]
    assert '<c r="B2"><v>105</v></c>' in texts[1]
    assert "=HYPERLINK" in packed.read("xl/sharedStrings.xml").decode()


def test_where_nothing_can_print_the_page_still_stands_and_says_why(client, nasty, editor, monkeypatch):
    monkeypatch.setitem(printing.PRESS, "charts", "no_such_library")
    monkeypatch.setitem(printing.PRESS, "pages", "no_such_library")
    client.force_login(editor.person)
    page = client.get(reverse("learn:week_of", args=[WEEK.name]))
    assert page.status_code == 200
    answer = client.get(reverse("learn:week_of_file", args=[WEEK.name, "pdf"]))
    assert answer.status_code == 409
    assert "extra" in answer.content.decode()


# Letters.


@pytest.fixture
def served(settings):
    """As if a mail server were set."""
    from dataclasses import replace

    settings.CONFIG = replace(settings.CONFIG, mail_url="smtp://mail.auenried.example")


@pytest.fixture
def planned(quiet, editor, served):
    """The report goes out on Tuesdays at seven, to one reader, from the 46th week on."""
    then = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC)
    plan = actions.change_plan(editor, active=True, weekday=1, hour=dt.time(7), now=then)
    actions.subscribe(editor, wanted=True)
    return plan


TUESDAY = dt.datetime(2026, 11, 17, 6, tzinfo=dt.UTC)


@pytest.fixture
def unprinted(monkeypatch):
    """As if the extra were not installed: letters go without a PDF, and say so."""
    for part in printing.PRESS:
        monkeypatch.setitem(printing.PRESS, part, "no_such_library")


def test_the_report_is_sent_once_at_its_hour_with_words_and_a_pdf(planned):
    assert tasks.send_due(TUESDAY - dt.timedelta(minutes=1)) == 0
    tasks.send_due(TUESDAY)
    tasks.send_due(TUESDAY + dt.timedelta(hours=1))
    (letter,) = mail.outbox
    assert letter.subject == "2026-W46: Nichts jenseits des Rauschens."
    assert "Erwähnungen: 101" in letter.body
    assert letter.attachments[0][0] == "week-2026-W46.pdf"
    assert letter.attachments[0][1][:5] == b"%PDF-"
    assert ReportLetter.objects.get().state == "sent"
    assert WeekReport.objects.get(week=WEEK.name).frozen == TUESDAY


def test_weeks_that_a_stopped_program_missed_come_late_but_none_from_before_the_plan(planned, unprinted):
    for n in (0, 1):
        tasks.send_due(TUESDAY + dt.timedelta(weeks=2, minutes=n))
    assert [row.week for row in ReportLetter.objects.order_by("week")] == ["2026-W46", "2026-W47", "2026-W48"]
    assert len(mail.outbox) == 3
    assert not mail.outbox[0].attachments
    assert "keine PDF" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (ConnectionRefusedError("no"), "due"),
        (smtplib.SMTPServerDisconnected("lost"), "unknown"),
        (smtplib.SMTPDataError(452, b"full"), "due"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), "failed"),
    ],
)
def test_what_goes_wrong_is_never_silent_and_never_doubles(planned, unprinted, fault, state):
    from django.core.mail.backends.locmem import EmailBackend

    def fails(*_):
        raise fault

    name = "open" if isinstance(fault, ConnectionRefusedError) else "send_messages"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(EmailBackend, name, fails)
        tasks.send_due(TUESDAY)
    row = ReportLetter.objects.get()
    assert row.state == state
    assert row.problem["sentence"]
    tasks.send_due(TUESDAY + dt.timedelta(minutes=11))
    assert len(mail.outbox) == (1 if state == "due" else 0)


def test_a_letter_that_was_being_handed_over_when_the_worker_died_is_unknown(planned, unprinted, editor):
    def dies(*_):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tasks.mails, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.send_due(TUESDAY)
    tasks.send_due(TUESDAY)
    assert not mail.outbox
    assert tasks.recover(TUESDAY + dt.timedelta(minutes=14)) == 0, "somebody may be at it still"
    assert tasks.recover(TUESDAY + dt.timedelta(minutes=16)) == 1
    row = ReportLetter.objects.get()
    assert row.state == "unknown"
    actions.send_again(editor, row.pk, now=TUESDAY)
    tasks.send_due(TUESDAY)
    assert len(mail.outbox) == 1


def test_a_clock_that_was_ahead_holds_no_letter_back(planned, unprinted):
    actions.plan_letters(planned, WEEK, TUESDAY)
    ReportLetter.objects.update(due=TUESDAY + dt.timedelta(days=365))
    tasks.clock_went_back(dt.timedelta(days=365), TUESDAY)
    tasks.send_due(TUESDAY)
    tasks.send_due(TUESDAY + dt.timedelta(hours=1))
    assert len(mail.outbox) == 1


def test_who_only_reads_by_now_rewords_nothing(quiet, editor):
    row = actions.remark(editor, WEEK, "", "Prüfungswoche.", now=WEDNESDAY)
    editor.role = "reader"
    editor.save()
    with pytest.raises(Refused):
        actions.reword(editor, row, "Ferien.", now=WEDNESDAY)


def test_who_left_before_the_letter_went_out_does_not_get_it(planned, unprinted, editor):
    actions.plan_letters(planned, WEEK, TUESDAY)
    editor.delete()
    tasks.send_due(TUESDAY)
    assert not mail.outbox
    assert ReportLetter.objects.get().state == "failed"


@pytest.mark.parametrize("said", ["", "abc", "²", "9" * 40])
def test_a_letter_that_is_none_is_told_plainly(client, planned, editor, said):
    client.force_login(editor.person)
    answer = client.post(reverse("learn:report_plan"), {"act": "again", "letter": said})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "0001-01-01", "until": "0001-02-01"},
        {"since": "9999-12-01", "until": "9999-12-31"},
        {"until": "1999-01-01"},
        {"since": "2026-02-31"},
    ],
)
def test_a_span_of_time_that_is_none_is_told_plainly(client, quiet, editor, asked):
    client.force_login(editor.person)
    assert client.get(reverse("learn:report_campaign"), asked).status_code == 410
    assert client.get(reverse("learn:report", args=["network", "paper"]), {"weeks": "²"}).status_code != 500


def test_who_wants_no_letters_gets_none_and_a_demo_sends_nothing(planned, editor, quiet):
    actions.subscribe(editor, wanted=False)
    tasks.send_due(TUESDAY)
    actions.subscribe(editor, wanted=True)
    Organization.objects.update(is_demo=True)
    tasks.send_due(TUESDAY)
    assert not mail.outbox


def test_pages_of_the_plan_keep_what_is_chosen(client, quiet, editor, reader):
    client.force_login(editor.person)
    url = reverse("learn:report_plan")
    assert (
        client.post(url, {"act": "plan", "active": "on", "weekday": "3", "hour": "08:15"}).status_code == 302
    )
    assert (queries.plan(quiet).weekday, queries.plan(quiet).hour) == (3, dt.time(8, 15))
    assert client.post(url, {"act": "plan", "weekday": "9", "hour": "x"}).status_code == 422
    client.force_login(reader.person)
    client.post(url, {"act": "reader", "wanted": "yes"})
    assert queries.reads(reader)
    assert (
        client.post(url, {"act": "plan", "active": "on", "weekday": "3", "hour": "08:15"}).status_code == 409
    )
    assert "<c-" not in client.get(url).content.decode()


def test_the_ranges_are_made_for_the_figures_that_are_known(organization):
    before(organization, 10, same_day=(30, 37), critical=(150, 700))
    past = queries.before(organization, WEEK)
    measured = {"mentions": Measured(100), "same_day": Measured(31, 37), "critical": Measured(140, 700)}
    found = figures.expect(measured, past)
    assert {one.sure for one in found.values()} == {1 - 1 / 21}
    assert set(found) == set(measured)

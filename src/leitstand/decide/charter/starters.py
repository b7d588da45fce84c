"""Charters to begin with and to write over: of a university, a city and a company, German and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from leitstand.decide.charter import drafts
from leitstand.vocabulary.words import _

NAMES = {
    "university": _("A university"),
    "city": _("A city or public body"),
    "company": _("A company"),
}
DAYS = (180, 240, 365)
"""So long after the beginning the goals of a starter are due."""

Told = tuple[
    tuple[str, ...], tuple[tuple[str, str, str], ...], tuple[tuple[str, str], ...], tuple[str, str, str]
]
"""Sentences (a mission, values, a vision last), goals with both signs, audiences with kind, three answers."""

WORDS: Mapping[tuple[str, str], Told] = {
    ("university", "de"): (
        (
            "Wir sagen, was wir wissen, und fragen, was wir nicht wissen. Wer hier lernt, lehrt oder nebenan "
            "wohnt, erreicht uns, ohne eine Stelle zu kennen.",
            "Wer fragt, bekommt eine Antwort von einem Menschen mit Namen.",
            "Wir reden über Ergebnisse erst, wenn sie da sind, und auch über die, die anders ausfielen.",
            "In drei Jahren wendet sich niemand mehr an drei Stellen mit derselben Frage.",
        ),
        (
            (
                "Fragen werden am selben Tag beantwortet",
                "9 von 10 Fragen bis 18 Uhr, vier Wochen lang",
                "unter 7 von 10, vier Wochen lang",
            ),
            (
                "Forschung wird nachgefragt",
                "jeden Monat 5 Rückfragen von außen zu einer Arbeit",
                "zwei Monate ohne eine einzige",
            ),
            (
                "Studieninteressierte finden jemanden, der studiert",
                "30 Gespräche mit Studierenden im Monat",
                "unter 10 im Monat, drei Monate lang",
            ),
        ),
        (
            ("peers", "Fachleute an anderen Hochschulen"),
            ("staff", "Beschäftigte und Lehrende"),
            ("customers", "Studierende und solche, die es werden"),
            ("public", "Stadt und Umland"),
        ),
        (
            "Berufliche. Persönliches ist erlaubt und gekennzeichnet.",
            "Öffentlich, außer wo Einzelne beraten werden.",
            "20 Stunden in der Woche, sechs Menschen, eine Vertretung bei Nacht.",
        ),
    ),
    ("university", "en"): (
        (
            "We say what we know and ask what we do not. Whoever learns or teaches here or lives next door "
            "reaches us without knowing whom to ask.",
            "Whoever asks is answered by a person with a name.",
            "We speak of results once we have them, and of those that came out otherwise, too.",
            "In three years nobody turns to three offices with the same question.",
        ),
        (
            (
                "Questions are answered the same day",
                "9 of 10 questions by 6 p.m., four weeks running",
                "fewer than 7 of 10, four weeks running",
            ),
            (
                "Research is asked about",
                "5 questions a month from outside about a piece of work",
                "two months without a single one",
            ),
            (
                "Those who think of studying find somebody who does",
                "30 conversations with students a month",
                "fewer than 10 a month, three months running",
            ),
        ),
        (
            ("peers", "Researchers elsewhere"),
            ("staff", "Staff and teachers"),
            ("customers", "Students, and those who may become some"),
            ("public", "The town and its surroundings"),
        ),
        (
            "Professional ones. Personal words are welcome and marked as such.",
            "Public, except where somebody is being advised.",
            "20 hours a week, six people, one deputy at night.",
        ),
    ),
    ("city", "de"): (
        (
            "Wer hier wohnt oder arbeitet, erfährt früh, was geplant ist, und bekommt auf Fragen eine "
            "Auskunft, mit der man etwas anfangen kann.",
            "Wir antworten in der Sprache, in der gefragt wurde, nicht in der des Amtes.",
            "Was wir nicht wissen oder nicht dürfen, sagen wir, und wer es weiß oder darf.",
            "In drei Jahren erfährt niemand von einer Baustelle erst durch die Absperrung.",
        ),
        (
            (
                "Meldungen bekommen am nächsten Werktag eine Antwort",
                "8 von 10 am nächsten Werktag, zwei Monate lang",
                "unter 5 von 10, einen Monat lang",
            ),
            (
                "Geplantes wird vor dem Beschluss besprochen",
                "zu jedem Vorhaben 20 Fragen vor dem Beschluss",
                "zwei Vorhaben, zu denen niemand etwas fragte",
            ),
            (
                "Warnungen erreichen die Ortsteile",
                "9 von 10 Warnungen nach 15 Minuten auf allen Wegen",
                "eine Warnung, die nach einer Stunde irgendwo fehlt",
            ),
        ),
        (
            ("peers", "Nachbargemeinden und Landkreis"),
            ("staff", "Beschäftigte und Ehrenamtliche"),
            ("customers", "Wer eine Leistung braucht"),
            ("public", "Alle, die hier wohnen oder arbeiten"),
        ),
        (
            "Berufliche. Private Konten bleiben privat.",
            "Öffentlich; was einen Menschen allein betrifft, wird dort nicht besprochen.",
            "12 Stunden in der Woche, drei Menschen, im Ereignisfall der Stab.",
        ),
    ),
    ("city", "en"): (
        (
            "Whoever lives or works here hears early what is planned, and gets an answer that is of use.",
            "We answer in the language in which we were asked, not in that of the office.",
            "What we do not know or may not decide we say, and who does or may.",
            "In three years nobody hears of a building site by its fence.",
        ),
        (
            (
                "Reports are answered on the next working day",
                "8 of 10 on the next working day, two months running",
                "fewer than 5 of 10 for a month",
            ),
            (
                "Plans are talked about before they are decided",
                "20 questions about each plan before the decision",
                "two plans about which nobody asked anything",
            ),
            (
                "Warnings reach every district",
                "9 of 10 warnings by every way within 15 minutes",
                "one warning that is missing somewhere after an hour",
            ),
        ),
        (
            ("peers", "Neighbouring towns and the county"),
            ("staff", "Staff and volunteers"),
            ("customers", "Whoever needs a service"),
            ("public", "Everybody who lives or works here"),
        ),
        (
            "Professional ones. Private accounts stay private.",
            "Public; what concerns one person alone is not talked about there.",
            "12 hours a week, three people, and the crisis team when something happens.",
        ),
    ),
    ("company", "de"): (
        (
            "Wer unsere Sachen benutzt, soll mit denen reden können, die sie bauen, und beide sollen davon "
            "klüger werden.",
            "Einen Fehler nennen wir einen Fehler, am selben Tag, und sagen, wann er behoben ist.",
            "Wir werben nicht, wo jemand um Hilfe fragt.",
            "In drei Jahren kommt die Hälfte unserer Verbesserungen aus solchen Gesprächen.",
        ),
        (
            (
                "Fälle werden im Gespräch gelöst",
                "7 von 10 Fällen ohne Anruf gelöst, ein Quartal lang",
                "unter 4 von 10, zwei Monate lang",
            ),
            (
                "Bewerbungen kommen aus Gesprächen",
                "3 Bewerbungen im Monat, die ein Gespräch nennen",
                "ein Quartal ohne eine",
            ),
            (
                "Fachleute widersprechen uns öffentlich",
                "jeden Monat ein Fachgespräch mit Gegenrede",
                "drei Monate nur Zustimmung",
            ),
        ),
        (
            ("peers", "Fachleute anderer Häuser"),
            ("staff", "Belegschaft"),
            ("customers", "Kundinnen und Kunden"),
            ("public", "Nachbarschaft und Presse"),
        ),
        (
            "Berufliche. Wer persönlich spricht, sagt es.",
            "Öffentlich; Verträge und einzelne Fälle im geschlossenen Kreis.",
            "8 Stunden in der Woche, vier Menschen aus Technik und Vertrieb.",
        ),
    ),
    ("company", "en"): (
        (
            "Whoever uses our things shall be able to talk to those who build them, and both shall learn "
            "from it.",
            "A fault is called a fault, on the same day, with the day on which it will be mended.",
            "We do not advertise where somebody asks for help.",
            "In three years half of our improvements come from such conversations.",
        ),
        (
            (
                "Cases are solved in conversation",
                "7 of 10 cases solved without a call, a quarter long",
                "fewer than 4 of 10, two months running",
            ),
            (
                "Applications come out of conversations",
                "3 applications a month that name one",
                "a quarter without a single one",
            ),
            (
                "Experts contradict us in public",
                "one expert conversation with dissent each month",
                "three months of nothing but agreement",
            ),
        ),
        (
            ("peers", "Experts of other houses"),
            ("staff", "Staff"),
            ("customers", "Customers"),
            ("public", "Neighbours and the press"),
        ),
        (
            "Professional ones. Whoever speaks personally says so.",
            "Public; contracts and single cases in a closed circle.",
            "8 hours a week, four people from engineering and sales.",
        ),
    ),
}


def content(name: str, language: str, owner: int, today: date) -> drafts.Content:
    """The draft a starter gives, in German or else in English, its goals owned by `owner` for now.

    A name that no starter has is an empty page.
    """
    told = WORDS.get((name, "de" if language.startswith("de") else "en"))
    if told is None:
        return drafts.empty()
    sentences, goals, audiences, answers = told
    kinds = ["mission", *["value"] * (len(sentences) - 2), "vision"]
    return {
        "sentences": [
            {"id": None, "kind": kind, "words": words, "decided_by": ""}
            for kind, words in zip(kinds, sentences, strict=True)
        ],
        "goals": [
            {
                "id": None,
                "words": words,
                "sign_of_success": success,
                "sign_of_failure": failure,
                "due": (today + timedelta(days=days)).isoformat(),
                "owner": owner,
            }
            for (words, success, failure), days in zip(goals, DAYS, strict=True)
        ],
        "audiences": [{"id": None, "kind": kind, "words": words} for kind, words in audiences],
        "questions": dict(zip(drafts.QUESTIONS, answers, strict=True)),
    }

"""Sentences of our own, made of pieces, about organisations that do not exist: for questions without free data."""
# ruff: noqa: E501  # a sentence stays on its line

from __future__ import annotations

from itertools import islice, product

Labelled = tuple[list[str], list[str]]

_PLACES = ["die Hochschule Auenried", "die Bibliothek", "die Mensa", "das Bürgeramt", "die Stadtwerke Auenried",
           "der Vortrag", "das Konzert", "die neue App", "der Service", "die Website", "der Bus", "das Fest"]  # fmt: skip
_PLACES_EN = ["the library", "the university", "your app", "the service", "the concert", "the train", "the new website",
              "the talk", "the staff", "the food"]  # fmt: skip
_GOOD = ["war heute richtig toll", "ist großartig", "hat mir sehr gefallen", "ist einfach super", "macht Spaß",
         "hat uns schnell und freundlich geholfen", "ist wunderschön geworden", "lohnt sich wirklich", "ist spitze",
         "hat mich begeistert", "funktioniert perfekt", "ist mein Liebling 😍", "war klasse, danke!", "ist mega 👍"]  # fmt: skip
_BAD = ["war heute eine Katastrophe", "ist leider schon wieder kaputt", "hat mich sehr enttäuscht", "nervt nur noch",
        "ist eine Frechheit", "funktioniert überhaupt nicht", "war furchtbar langweilig", "ist total überfüllt und dreckig",
        "lässt einen einfach im Stich", "ist viel zu teuer und schlecht", "macht mich traurig", "ist peinlich 😡",
        "war zum Einschlafen", "hat Stunden zu spät angefangen, so ein Mist"]  # fmt: skip
_PLAIN = ["öffnet am Montag um neun Uhr", "zieht im März um", "hat eine neue Adresse", "ist am Bahnhof",
          "sucht zum 1. April eine Aushilfe", "beginnt um 19 Uhr im Saal", "steht im Programm auf Seite vier",
          "meldet 312 Anmeldungen für das Semester", "liegt zwischen Markt und Hafen", "wird im Herbst umgebaut",
          "hat laut Bericht 40 Beschäftigte", "bleibt am Feiertag geschlossen", "veröffentlicht die Zahlen für 2025"]  # fmt: skip
_FEELINGS = {
    "positive": ["Ich freue mich so auf morgen!", "Danke, das war lieb von euch ❤️", "So ein schöner Tag heute",
                 "Endlich geschafft, ich bin so glücklich", "Herzlichen Glückwunsch!", "Haha, wie gut ist das denn :D",
                 "Beste Nachricht des Tages!", "Ich liebe dieses Lied", "Gute Nacht ihr Lieben, schlaft schön :)",
                 "Läuft bei uns, Klausur bestanden!", "Das habt ihr toll gemacht, weiter so", "Lecker!!!"],
    "negative": ["Ich habe so keine Lust mehr", "Mir geht es heute richtig schlecht :(", "Warum muss das immer mir passieren",
                 "Schon wieder Kopfschmerzen, ich hasse das", "Das ist doch einfach nur dumm", "Ich vermisse dich so sehr",
                 "Was für ein Scheißtag", "Traurig, dass es so weit gekommen ist", "Nie wieder bestelle ich dort",
                 "Könnte heulen", "Wieder nichts, alles umsonst", "Das regt mich so auf", "Bin krank und muss lernen"],
    "neutral": ["Ich bin jetzt im Zug nach Auenried", "Wer schaut heute das Spiel?", "Neuer Beitrag im Blog: Fahrplan 2026",
                "Welche Serie seht ihr gerade?", "Gerade in der Mensa", "So, jetzt Kaffee und dann an die Arbeit",
                "Wetter in Auenried: bewölkt, 12 Grad", "Umfrage: Tee oder Kaffee?", "Video: Sitzung des Rates vom Dienstag",
                "Stellenangebot: Sachbearbeitung in Teilzeit", "Foto von der Baustelle am Hafen", "Ich gehe später einkaufen"],
}  # fmt: skip
_GOOD_EN = [
    "was great today",
    "is amazing",
    "made my day",
    "is so helpful, thank you",
    "works perfectly",
    "is beautiful",
]
_BAD_EN = [
    "was a disaster",
    "is broken again",
    "is a disgrace",
    "is so disappointing",
    "never works",
    "made me angry",
]
_PLAIN_EN = ["opens at nine on Monday", "is moving in March", "starts at 7 pm", "is next to the station",
             "has a new address", "published its report"]  # fmt: skip

_ASKED = ["Wann öffnet {x} morgen?", "Wie melde ich mich für {x} an?", "Kann mir jemand sagen, was {x} kostet?",
          "@user habt ihr am Samstag auf?", "Gibt es für {x} noch Karten?", "Wo finde ich das Formular für {x}?",
          "Könnt ihr mir bitte bei {x} weiterhelfen?", "Bekomme ich für {x} eine Bestätigung per Mail?",
          "An wen muss ich mich wegen {x} wenden?", "Ich warte seit drei Wochen auf eine Antwort wegen {x}.",
          "Bitte meldet euch bei mir wegen {x}, ich erreiche niemanden.", "Die Anmeldung für {x} geht nicht, es kommt immer ein Fehler.",
          "@user ich komme nicht in mein Konto für {x}, was soll ich tun?", "Bitte um Rückruf wegen {x}.",
          "Stimmt es, dass {x} ausfällt?", "Ist {x} auch für Rollstuhlfahrer zugänglich?", "Welche Unterlagen brauche ich für {x}?",
          "Hallo, ich hätte eine Frage zu {x}.", "Wieso wurde {x} abgesagt? Wir standen vor verschlossener Tür.",
          "Meine Rechnung für {x} ist falsch, wer kümmert sich darum?", "Bis wann kann man sich für {x} bewerben?",
          "Mein Antrag zu {x} ist verschwunden, bitte prüfen Sie das."]  # fmt: skip
_STAND = ["{x} war gestern schön.", "Danke für {x}!", "{x}: Fotos von gestern sind online.", "Heute Abend {x}, ich freue mich.",
          "Bin jetzt auf dem Weg zu {x}.", "RT @user: {x} findet am Freitag statt.", "Toll, dass es {x} gibt.",
          "Zeitung: {x} wird nächstes Jahr teurer.", "{x} ist doch immer dasselbe, typisch.", "Wer braucht schon {x}?? 😂",
          "Ach, {x}, was soll man dazu noch sagen.", "Herzlichen Glückwunsch an {x}!", "Guten Morgen aus Auenried, heute {x}.",
          "Interessanter Artikel über {x} URL", "Ich finde {x} überschätzt.", "{x} und Regen, passt ja.", "Stark, {x}!",
          "Na klar, {x}, was denn sonst?", "Neue Zahlen zu {x} veröffentlicht URL", "Lese gerade über {x}.",
          "Bravo! {x} hat gewonnen.", "War das wieder ein Tag: erst {x}, dann Stau."]  # fmt: skip
_THINGS = ["den Kurs", "das Semesterticket", "die Führung", "den Tag der offenen Tür", "den Ausweis", "das Seminar",
           "die Prüfung", "das Konzert im Hof", "den Elternabend", "die Sprechstunde", "das Praktikum", "die Ausstellung"]  # fmt: skip
_ASKED_EN = ["When does {x} open tomorrow?", "How do I sign up for {x}?", "@user can you help me with {x} please?",
             "I have been waiting two weeks for a reply about {x}.", "The form for {x} does not work, I get an error.",
             "Who do I contact about {x}?", "Is {x} wheelchair accessible?", "Please check my invoice for {x}, it is wrong.",
             "Is it true that {x} is cancelled?", "Hello, I have a question about {x}.", "What documents do I need for {x}?"]  # fmt: skip
_STAND_EN = ["{x} was lovely last night.", "Thanks for {x}!", "On my way to {x}.", "New article about {x} URL",
             "Who needs {x} anyway lol", "Looking forward to {x} tonight.", "RT @user: {x} is on Friday.",
             "Congratulations on {x}!", "Typical, {x} again.", "Reading about {x}.", "Photos of {x} are online."]  # fmt: skip
_THINGS_EN = [
    "the course",
    "the ticket",
    "the tour",
    "the open day",
    "the exam",
    "the concert",
    "the exhibition",
    "the internship",
]


def tone() -> Labelled:
    """Praise, complaint and report in German, and some in English."""
    rows = [(text, label) for label, texts in _FEELINGS.items() for text in texts for _twice in range(2)]
    for label, ends, ends_en in (
        ("positive", _GOOD, _GOOD_EN), ("negative", _BAD, _BAD_EN), ("neutral", _PLAIN, _PLAIN_EN)
    ):  # fmt: skip
        rows += [(f"{start[0].upper()}{start[1:]} {end}", label) for start, end in product(_PLACES, ends)]
        rows += [
            (f"{start[0].upper()}{start[1:]} {end}", label) for start, end in product(_PLACES_EN, ends_en)
        ]
    return [text for text, _label in rows], [label for _text, label in rows]


def needs_answer() -> Labelled:
    """Questions, requests and faults told to us; and talk that wants nothing of us."""
    rows = []
    for label, frames, things in (
        ("answer", _ASKED, _THINGS), ("stand", _STAND, _THINGS),
        ("answer", _ASKED_EN, _THINGS_EN), ("stand", _STAND_EN, _THINGS_EN),
    ):  # fmt: skip
        for number, frame in enumerate(frames):
            turned = things[number % len(things) :] + things[: number % len(things)]
            said = (frame.format(x=thing) for thing in turned)
            rows += [(text[0].upper() + text[1:], label) for text in islice(said, 8)]
    return [text for text, _label in rows], [label for _text, label in rows]

"""What the parameters of rules are called on the page."""

from __future__ import annotations

from leitstand.vocabulary.words import _

LEVELS = {
    "hint": _("Hint: it is said, nothing is held up"),
    "second person": _("Second person: somebody else looks first"),
    "block": _("Stop: it cannot go out like this"),
}
SHORT = {"hint": _("Hint"), "second person": _("Second person"), "block": _("A stop")}
KINDS = {
    "": _("not said"),
    "university": _("University"),
    "city": _("City or district"),
    "company": _("Company"),
    "association": _("Association"),
    "other": _("Something else"),
}
LANDS = (
    *("", "BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI"),
    *("NW", "RP", "SL", "SN", "ST", "SH", "TH"),
)
RULES = {
    "": _("Only to be read, nothing is checked"),
    "advertising": _("Advertising without a label"),
    "alt": _("Pictures without description"),
    "capitals": _("Shouting"),
    "confidential": _("Confidential words"),
    "consent": _("Consent of the people shown"),
    "dead_link": _("Links that lead nowhere"),
    "facts": _("Conditions on facts"),
    "generated": _("Made by a machine"),
    "hashtag": _("Hashtags without capitals"),
    "iban": _("Bank accounts"),
    "imprint": _("Imprint reachable"),
    "length": _("Length"),
    "licence": _("Licence of pictures"),
    "mail": _("Mail addresses of people"),
    "neutrality": _("Neutrality before elections"),
    "pattern": _("Own patterns"),
    "plate": _("Number plates"),
    "publicity": _("News that may move a price"),
    "quiet": _("Quiet periods"),
    "roster": _("Names of people"),
    "short_link": _("Shortened links"),
    "telephone": _("Telephone numbers"),
    "terms": _("Own words"),
    "tracking": _("Links that spy"),
}
OWN = ("terms", "pattern", "facts", "")
"""Rules for articles that an organisation makes itself, without code."""

PARAMETERS = {
    "all": _("All of this must hold"),
    "allowed": _("Allowed all the same"),
    "any": _("Or one of this"),
    "ask": _("Ask also where nobody has said whether people are shown"),
    "besides": _("Fine inside these phrases"),
    "broken": _("Also servers that are broken right now"),
    "clicks": _("At most so many clicks"),
    "commercial": _("We count as commercial"),
    "days": _("A look counts for so many days"),
    "elections": _("Elections"),
    "everything": _("Quiet about everything, not only these subjects"),
    "further": _("Further ones"),
    "labels": _("Words that count as a label"),
    "landlines": _("Also landlines"),
    "least": _("At least so many characters"),
    "markings": _("Also words such as “confidential”"),
    "marks": _("Also rows of exclamation marks"),
    "most": _("At most so many characters"),
    "parties": _("Parties and candidates"),
    "patterns": _("Patterns (regular expressions)"),
    "periods": _("Periods"),
    "refused": _("Licences we never take"),
    "required": _("The words must be there, rather than not"),
    "strict": _("Every address, also of functions"),
    "subjects": _("Subjects"),
    "surnames": _("Also a surname alone"),
    "terms": _("Words"),
    "titles": _("Also with a title before it"),
    "words": _("Words"),
    "capitals.words": _("So many loud words in a row"),
    "generated.words": _("Also texts that a machine wrote"),
    "hashtag.words": _("Further names and words"),
    "wordy": _("Also “picture of …”"),
}

ONE_ARTICLE = _("Write exactly one [[article]] here. Nothing was changed.")

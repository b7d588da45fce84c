"""Policy files: read with mistakes at their place, written back the same, one article changed alone."""

import datetime as dt
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.rules.neutrality import Election
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.finding import Level
from leitstand.vocabulary.policy import Article, Condition, Example, Period, Policy, Term, Words

RULES = registry.rules()
HEAD = '[policy]\nname.de = "Regeln"\nversion = "1"\n'
ONE = '[[article]]\nid = "1"\ntitle.de = "T"\ntext.de = "t"\n'


def read(*texts):
    return policy.read({f"{at}.toml": text for at, text in enumerate(texts)}, RULES)


def problems(*texts):
    with pytest.raises(policy.Unreadable) as raised:
        read(*texts)
    return [str(one) for one in raised.value.problems]


MISTAKES = [
    ("", ["0.toml:1:1: There is no [policy] with a name and a version."]),
    (ONE, ["0.toml:1:1: There is no [policy]"]),
    (HEAD + "x = [", ["0.toml:4:1: This is no TOML"]),
    ('[policy]\nversion = "1"\n', ["0.toml:1:1: [policy] needs a name"]),
    (HEAD + "colour = 3\n", ["0.toml:4:1: “colour” is not known here"]),
    (HEAD + "[[artikel]]\n", ["0.toml:4:1: “artikel” is not known"]),
    (HEAD + '[[article]]\nid = "1"\ntitle.de = "T"\n', ["0.toml:4:1: 1: “text” is missing."]),
    (HEAD + ONE + ONE, ["0.toml:9:1: 1: There is a second article “1”."]),
    (HEAD + ONE + 'severity = "blok"\n', ["0.toml:8:1: 1: “blok” is not known here; do you mean “block”?"]),
    (
        HEAD + ONE + 'severty = "block"\n',
        ["0.toml:8:1: 1: “severty” is not known here; do you mean “severity”?"],
    ),
    (
        HEAD + ONE + 'rule = "telefone"\n',
        ["0.toml:8:1: 1: “telefone” is not known here; do you mean “telephone”?"],
    ),
    (
        HEAD + ONE + 'rule = "alt"\nparameters.least = "10"\n',
        ["0.toml:9:1: 1: “10” is no whole number."],
    ),
    (HEAD + ONE + 'rule = "alt"\n  parameters.lest = 10\n', ["0.toml:9:3: 1: “lest” is not known here; do"]),
    (
        HEAD + ONE + 'rule = "alt"\n[article.parameters]\nleast = true\n',
        ["0.toml:10:1: 1: “True” is no whole"],
    ),
    (HEAD + ONE + "parameters = 3\n", ["0.toml:8:1: 1: “3” is no table"]),
    (HEAD + ONE + "parameters.x = 3\n", ["0.toml:8:1: 1: Parameters need a rule."]),
    (
        HEAD + ONE + "valid_from = 2027-01-01\nvalid_to = 2026-01-01\n",
        ["0.toml:9:1: 1: It ends before it begins."],
    ),
    (HEAD + ONE + 'valid_from = "bald"\n', ["0.toml:8:1: 1: “bald” is no day"]),
    (HEAD + ONE + 'when = [{ fact = "hour", least = 3 }]\n', ["0.toml:8:1: 1: “least” is not known here"]),
    (HEAD + ONE + "when = [{ equals = 3 }]\n", ["0.toml:8:1: 1: “fact” is missing."]),
    (HEAD + ONE + "bad = [3]\n", ["0.toml:8:1: 1: An example is a text"]),
    (
        HEAD + ONE + 'good = [{ text = "x", facts = { storm = "ja" } }]\n',
        ["0.toml:8:1: 1: “storm” cannot be read"],
    ),
    (
        HEAD + ONE + 'rule = "pattern"\nparameters.patterns = ["(a+)+"]\n',
        ["0.toml:9:1: 1: A repetition inside"],
    ),
    (HEAD + ONE + 'rule = "terms"\nparameters.terms = [{ term = "*" }]\n', ["0.toml:9:1: 1: A term needs"]),
    (
        HEAD + ONE + 'why.de = """\n[[article]]\nid = "9"\n"""\nsevere = 1\n',
        ["0.toml:12:1: 1: “severe” is not known here"],
    ),
    (HEAD + '[article]\nid = "1"\n', ["0.toml:1:1: Write [[article]] with two brackets"]),
]


@pytest.mark.parametrize(("text", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(text, told):
    found = problems(text)
    assert len(found) == len(told), found
    assert all(one.startswith(begin) for one, begin in zip(found, told, strict=True)), found


KEYS = [
    "id",
    "title",
    "text",
    "why",
    "source",
    "valid_from",
    "valid_to",
    "severity",
    "rule",
    "parameters",
    "when",
    "way_out",
    "good",
    "bad",
]
STRANGE = [
    "3",
    "true",
    "1.5",
    "[]",
    "[1]",
    "[[]]",
    "{}",
    "{ x = 1 }",
    "[{}]",
    '""',
    "1979-05-27",
    "07:32:00",
    "nan",
]


@pytest.mark.parametrize("key", KEYS)
def test_whatever_stands_behind_a_key_is_read_or_told_with_its_line(key):
    lines = [line for line in ONE.splitlines() if not line.startswith(key)]
    for value in STRANGE:
        text = HEAD + "\n".join([*lines, 'rule = "alt"' if key == "parameters" else "", f"{key} = {value}"])
        try:
            assert read(text).articles, value
            told = []
        except policy.Unreadable as error:
            told = [(one.line, str(one)) for one in error.problems]
        assert all(line in (4, text.count("\n") + 1) for line, _told in told), (value, told)


def test_articles_that_are_no_tables_are_told():
    assert "two brackets" in problems("article = [1]\n" + HEAD)[0]


def test_all_mistakes_of_all_files_are_told_at_once():
    found = problems(HEAD, HEAD, ONE + "x = 1\ny = 2\n", ONE)
    assert [one.partition(": ")[0] for one in found] == ["1.toml:1:1", "2.toml:5:1", "2.toml:6:1"]


def test_several_files_are_one_policy_in_the_order_of_their_names():
    ours = read(HEAD, ONE, ONE.replace('"1"', '"2"'))
    assert [one.id for one in ours.articles] == ["1", "2"]


def test_parameters_come_in_their_types_and_a_plain_text_is_a_term():
    ours = read(
        HEAD + ONE + 'rule = "confidential"\nparameters.terms = ["A", { term = "B", until = 2027-01-31 }]\n',
        ONE.replace('"1"', '"2"')
        + 'rule = "neutrality"\nparameters.elections = [{ name = "L", day = "2027-03-14", lands = ["X"] }]\n',
    )
    assert ours.article("1").parameters == {"terms": (Term("A"), Term("B", until=dt.date(2027, 1, 31)))}
    assert ours.article("2").parameters == {"elections": (Election("L", dt.date(2027, 3, 14), ("X",)),)}


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
SAID = st.builds(Words, TEXTS.filter(bool), TEXTS)
DAYS = st.none() | st.dates()
TERMS = st.lists(
    st.builds(Term, TEXTS.filter(lambda t: t.strip("* ")), until=DAYS, instead=TEXTS), max_size=3
)
PERIODS = st.lists(
    st.builds(Period, TEXTS, st.dates(), st.dates(), st.lists(TEXTS, max_size=2).map(tuple)), max_size=2
)
RULED = st.one_of(
    st.just(("", {})),
    st.tuples(
        st.just("terms"), st.fixed_dictionaries({"terms": TERMS.map(tuple), "required": st.booleans()})
    ),
    st.tuples(st.just("quiet"), st.fixed_dictionaries({"periods": PERIODS.map(tuple)})),
    st.tuples(st.just("alt"), st.fixed_dictionaries({"least": st.integers(0, 99)})),
)
CONDITIONS = st.builds(
    Condition,
    fact=TEXTS.filter(bool),
    equals=st.none() | TEXTS | st.booleans() | st.integers(-9, 9),
    one_of=st.lists(TEXTS, max_size=2).map(tuple),
    at_least=st.none() | st.floats(-9, 9),
)
FACTS = st.dictionaries(
    st.sampled_from(["eigenes", "zwei Worte", "ä"]), TEXTS | st.booleans() | st.integers(-9, 9)
)
EXAMPLES = st.lists(st.builds(Example, TEXTS, FACTS), max_size=2).map(tuple)


@st.composite
def articles(draw, id):
    rule, parameters = draw(RULED)
    first = draw(DAYS)
    return Article(
        id=id,
        title=draw(SAID),
        text=draw(SAID),
        why=draw(st.builds(Words, TEXTS, TEXTS)),
        source=tuple(draw(st.lists(TEXTS, max_size=2))),
        valid_from=first,
        valid_to=first,
        level=draw(st.sampled_from(Level)),
        rule=rule,
        parameters=parameters,
        when=tuple(draw(st.lists(CONDITIONS, max_size=2))),
        good=draw(EXAMPLES),
        bad=draw(EXAMPLES),
    )


@settings(max_examples=50, deadline=None)
@given(st.builds(Words, TEXTS.filter(bool), TEXTS), articles("1.1"), articles("2 b"), articles("1.1"))
def test_what_is_written_is_read_the_same_and_one_article_can_be_put_in(name, one, two, instead):
    ours = Policy(name=name, version="7", articles=(one, two))
    text = policy.write(ours)
    assert read(text) == ours
    assert read(text).hash == ours.hash
    assert read(policy.rewritten(text, instead)).articles == (instead, two)
    assert read(policy.without(text, "1.1")).articles == (two,)


COMMENTED = f"""# über allem
{HEAD}# vor eins
{ONE}  # in eins

# vor zwei
{ONE.replace('"1"', '"2"')}[article.parameters]
# in zwei
"""


def test_putting_in_an_article_leaves_every_other_byte():
    new = Article(id="1", title=Words("Neu"), text=Words("neu"))
    text = policy.rewritten(COMMENTED, new)
    before, after = COMMENTED.partition(ONE)[0], "# vor zwei" + COMMENTED.partition("# vor zwei")[2]
    assert text.startswith(before)
    assert text.endswith(after)
    assert tomllib.loads(text)["article"][0]["title"] == {"de": "Neu"}
    added = policy.rewritten(COMMENTED, Article(id="3", title=Words("Neu"), text=Words("neu")))
    assert added.startswith(COMMENTED)
    assert policy.without(COMMENTED, "7") == COMMENTED


def test_putting_an_article_into_something_else_than_toml_is_refused():
    with pytest.raises(Invalid, match="no TOML"):
        policy.rewritten("[[", Article(id="1", title=Words("a"), text=Words("b")))


@pytest.mark.parametrize("name", policy.STARTERS)
class TestStarters:
    def test_its_examples_hold_and_every_checked_article_has_both_kinds(self, name):
        ours = read(policy.starter(name))
        assert [one for one in policy.tests(ours, RULES) if not one.passed] == []
        for article in ours.articles:
            assert bool(article.rule) == bool(article.good) == bool(article.bad), article.id

    def test_everything_is_said_in_both_languages_with_a_source_and_no_advice(self, name):
        ours = read(policy.starter(name))
        assert ours.note.de.count("keine Rechtsberatung")
        assert ours.note.en.count("no legal advice")
        for article in ours.articles:
            assert article.source, article.id
            for said in (article.title, article.text, article.why):
                assert said.de, article.id
                assert said.en, article.id

    def test_it_is_written_back_the_same(self, name):
        ours = read(policy.starter(name))
        assert read(policy.write(ours)) == ours


def test_nearly_every_rule_is_used_by_a_policy_to_start_from():
    used = {one.rule for name in policy.STARTERS for one in read(policy.starter(name)).articles}
    assert len(set(RULES) & used) >= 23


def test_there_is_no_other_policy_to_start_from():
    with pytest.raises(KeyError):
        policy.starter("../university")

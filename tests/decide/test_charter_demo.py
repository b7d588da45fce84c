"""The demo's charter: four versions, two sentences nobody lives, six decisions of which one lapsed."""

from collections import Counter

from leitstand.decide.charter import queries
from leitstand.decide.deciding import queries as deciding
from leitstand.site.demo import charter
from tests.decide.charter_words import NOW


def test_the_demo_tells_a_year_of_deciding(owner, editor):
    charter.tell(owner, NOW)
    organization = owner.organization
    assert queries.charter(organization).version == 4
    assert len(queries.goals(organization)) == 3
    unlived = {one.sentence.words for one in queries.lived(organization, NOW) if one.hollow}
    assert {charter.FAILING, charter.FACULTIES} <= unlived
    assert charter.MISSION not in unlived
    states = Counter(one.state for one in deciding.decisions(organization))
    assert states == Counter(["wrong", "held", "changed", "lapsed", "decided", "proposed"])
    assert sum(bool(one.kill) for one in deciding.decisions(organization)) == 2
    assert queries.voices(organization)

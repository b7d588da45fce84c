"""The documentation is whole: networks, rules, columns, commands are told, every link leads somewhere."""

import re
from pathlib import Path

import pytest

from leitstand import registry
from leitstand.vocabulary.network import Offer

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
COMMANDS = sorted(
    p.stem for p in (ROOT / "src/leitstand/commands").glob("*.py") if not p.stem.startswith("_")
)
COLUMNS = {
    Offer.READ: "READ",
    Offer.STREAM: "STREAM",
    Offer.NOTIFY: "NOTIFY",
    Offer.PUBLISH: "PUBLISH",
    Offer.PICTURES: "PICTURES",
    Offer.DELETE: "DELETE",
    Offer.MODERATE: "MODERATE",
    Offer.OUTCOME: "OUTCOME",
    Offer.FOLLOWERS: "FOLLOWERS",
}


def table_of_networks() -> dict[tuple[str, str], bool]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (REFERENCE / "networks.md").read_text().splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    names = rows[0][1:]
    return {
        (name, offer): bool(cell)
        for row in rows[1:]
        for offer in COLUMNS.values()
        if f"({offer})" in row[0]
        for name, cell in zip(names, row[1:], strict=True)
    }


def test_the_table_of_networks_says_what_the_networks_say():
    told = table_of_networks()
    for name, network in registry.networks().items():
        for offer, word in COLUMNS.items():
            assert told[name, word] == bool(offer & network.offers), (name, word)


@pytest.mark.parametrize("name", registry.names(registry.NETWORKS))
def test_every_network_has_its_section(name):
    assert f"\n## {name}\n" in (REFERENCE / "networks.md").read_text()


@pytest.mark.parametrize("name", registry.names(registry.RULES))
def test_every_rule_is_listed_with_its_article(name):
    article = registry.module(registry.RULES, name).ARTICLE
    assert f"| {name} | {article} |" in (REFERENCE / "rules.md").read_text()


@pytest.mark.parametrize("name", registry.names(registry.ANALYSES))
def test_every_column_is_told(name):
    page = (REFERENCE / "analyses.md").read_text()
    for column in registry.module(registry.ANALYSES, name).GIVES.names:
        assert f"`{column}`" in page


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told(name):
    assert f"leitstand {name}" in (REFERENCE / "commands.md").read_text()


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_no_page_names_a_place_on_somebodys_machine():
    for page in pages():
        assert not re.search(r"(?<![\w.])/(?:root|home|work|Users)/", page.read_text()), page

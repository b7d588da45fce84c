"""Settings are read once, and every complaint comes in one list."""

from dataclasses import fields
from pathlib import Path

import pytest

from leitstand.site import config
from leitstand.vocabulary.errors import Invalid

ROOT = Path(__file__).resolve().parents[2]


def test_everything_has_a_default_but_the_home(tmp_path):
    told = config.read({"HOME": str(tmp_path)})
    assert told.home == tmp_path / ".local" / "share" / "leitstand"
    assert told.origin == "http://127.0.0.1:8700"


def test_all_complaints_come_at_once():
    with pytest.raises(Invalid) as caught:
        config.read(
            {"HOME": "/x", "LEITSTAND_PORT": "99999", "LEITSTAND_DEBUG": "maybe", "LEITSTAND_PROT": "1"}
        )
    said = str(caught.value)
    assert "LEITSTAND_PORT" in said
    assert "LEITSTAND_DEBUG" in said
    assert "LEITSTAND_PROT: there is no such setting" in said


def test_a_secret_is_made_once_and_only_we_can_read_it(tmp_path):
    home = tmp_path / "home"
    first = config.kept_secret(home, "secret-key")
    assert config.kept_secret(home, "secret-key") == first
    assert (home / "secret-key").stat().st_mode & 0o077 == 0


def test_every_setting_is_in_the_reference():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    for one in fields(config.Config):
        assert f"LEITSTAND_{one.name.upper()}" in page
        assert one.metadata["help"] in page

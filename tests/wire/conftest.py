"""A certificate for the tests of secure connections."""

import pytest

from tests.wire.loopback import certificate


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """A certificate for social.example, for a server and for those who trust it."""
    return certificate(tmp_path_factory.mktemp("tls") / "house.pem")

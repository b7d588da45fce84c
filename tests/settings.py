"""The program's own settings, in a home of the test run's own, without the machine's environment."""

import atexit
import os
import shutil
import tempfile

for _name in [
    name for name in os.environ if name.startswith("LEITSTAND_") and not name.startswith("LEITSTAND_TEST_")
]:
    del os.environ[_name]
_HOME = os.environ["LEITSTAND_HOME"] = tempfile.mkdtemp(prefix="leitstand-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

if "LEITSTAND_TEST_DATABASE_URL" in os.environ:
    os.environ["LEITSTAND_DATABASE_URL"] = os.environ.pop("LEITSTAND_TEST_DATABASE_URL")

from leitstand.site.settings import *  # noqa: E402, F403  # after the environment is clean

# Argon2 is meant to be slow; what the program itself uses is asked in tests/people/test_members.py.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

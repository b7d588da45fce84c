"""What every test may rely on: a home of its own, no key of the machine, a quiet clock."""

import os
import tempfile

_HOME = tempfile.mkdtemp(prefix="leitstand-test-")
os.environ["LEITSTAND_HOME"] = _HOME
for name in [
    name
    for name in os.environ
    if name.startswith("LEITSTAND_") and name not in ("LEITSTAND_HOME", "LEITSTAND_TEST_CACHE")
]:
    del os.environ[name]

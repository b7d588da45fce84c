"""Compiles the kernels where every process of a test run finds them; `python -m tests.firehose.warm`.

Half a minute of one core on a new machine, which each worker and each `leitstand up` would pay for itself
if they all began at once; a second when it was done before.
"""

from importlib.util import find_spec


def warm() -> None:
    """Compile, or load what is compiled. Nothing happens where the extra `firehose` is not installed."""
    if find_spec("numba") is None:
        return
    from leitstand.firehose.hose import Firehose
    from leitstand.firehose.stream import Reader

    Firehose().warm()
    list(Reader(lines=1).blocks(b"{}\n", own=False))


if __name__ == "__main__":
    warm()

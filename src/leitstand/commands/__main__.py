"""Lets `python -m leitstand.commands` stand for `leitstand`."""

from leitstand.commands import main

main()

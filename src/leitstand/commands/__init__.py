"""The shell commands, one file each; `leitstand --help` groups them by verb without opening them."""

from __future__ import annotations

import ast
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

_GROUPS = {"listen": "Listen", "decide": "Decide", "speak": "Speak", "run": "Run it"}


class Shelf(click.Group):
    """Finds a command by its file and opens only the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        return sorted(place.stem for place in _files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command in the file of that name."""
        name = cmd_name.replace("-", "_")
        if name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"leitstand.commands.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and first sentences, grouped by verb."""
        told = [(place.stem, *_told(place)) for place in _files()]
        for verb, title in _GROUPS.items():
            rows = [(name, says) for name, group, says in told if group == verb]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


@click.command(cls=Shelf, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="leitstand")
def leitstand() -> None:
    """Listen, decide, speak, learn: a social-media control room.

    Posts are JSON Lines in ActivityStreams words.
    """


def main() -> None:
    """Run one command; a closed pipe or Ctrl-C ends quietly, wrong usage with 2."""
    try:
        status = leitstand.main(standalone_mode=False, prog_name="leitstand")
    except click.ClickException as error:
        error.show()
        status = 2
    except (click.Abort, KeyboardInterrupt):
        status = 130
    except BrokenPipeError:
        status = _nobody_listens()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = _nobody_listens()
    sys.exit(status if isinstance(status, int) else 0)


def _nobody_listens() -> int:
    """Point standard output elsewhere, so that the interpreter's last flush is quiet too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _files() -> Iterator[Path]:
    for place in sorted(Path(__file__).parent.glob("*.py")):
        if not place.stem.startswith("_"):  # _lines and __main__ are no commands
            yield place


def _told(place: Path) -> tuple[str, str]:
    """The verb and the first sentence of a command's file, read without running it."""
    tree = ast.parse(place.read_text(encoding="utf-8"))
    verb = next(
        (
            node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and any(isinstance(target, ast.Name) and target.id == "VERB" for target in node.targets)
        ),
        "run",
    )
    return str(verb), (ast.get_docstring(tree) or "").split("\n")[0]

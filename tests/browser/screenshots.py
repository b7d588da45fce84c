"""Pictures of every page of the demo in both schemes, sizes and languages, to be looked at by a person.

python -m tests.browser.screenshots FOLDER [ADDRESS PASSWORD]     with an address: of a demo that runs already
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.browser import behind, pages, program

WAYS = tuple(
    (width, scheme, language)
    for language in ("de", "en")
    for width, scheme in ((1280, "light"), (360, "dark"), (1280, "dark"), (360, "light"))
)
BEFORE = ("/account/login/", "/account/password/reset/")


def main() -> None:
    """Start the demo unless one runs, walk it once, and take every page in every way."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program.CHROMIUM, args=list(program.OPTIONS))
        if len(sys.argv) > 2:
            port = urlsplit(sys.argv[2]).port or 80
            running = program.Program(folder, port, None, password=sys.argv[3])  # type: ignore[arg-type]  # not ours
            take(browser, running, folder)
            return
        with tempfile.TemporaryDirectory(prefix="leitstand-shots-") as home:
            running = program.start(Path(home), "--demo")
            try:
                take(browser, running, folder)
            finally:
                running.stop()


def take(browser: Browser, running: program.Program, folder: Path) -> None:
    """Every page in every way, as FOLDER/PAGE-WIDTH-SCHEME-LANGUAGE.png."""
    with browser.new_context() as context:
        page = context.new_page()
        pages.sign_in(page, running)
        paths = list(pages.every_page(page, running))
        signed_in = context.storage_state()
    for width, scheme, language in WAYS:
        for state, some in ((None, BEFORE), (signed_in, paths)):
            with browser.new_context(
                storage_state=state,
                viewport={"width": width, "height": 800 if width > 600 else 640},
                color_scheme=scheme,
                locale=language,
            ) as context:
                context.add_cookies([{"name": "language", "value": language, "url": running.url}])
                page = context.new_page()
                for path in some:
                    page.goto(running.url + path)
                    name = ("stranger-" if state is None else "") + name_of(path)
                    page.screenshot(
                        path=folder / f"{name}-{width}-{scheme}-{language}.png",
                        full_page=True,
                        animations="disabled",
                    )
    take_behind(browser, running, folder)


def take_behind(browser: Browser, running: program.Program, folder: Path) -> None:
    """The pages that no link leads to: before an invitation, a second factor, without an organisation."""
    for language in dict.fromkeys(language for _width, _scheme, language in WAYS):
        them = behind.every_page(browser, running, language)
        for width, scheme in [(width, scheme) for width, scheme, said in WAYS if said == language]:
            for one in them:
                with browser.new_context(
                    storage_state=one.state,
                    viewport={"width": width, "height": 800 if width > 600 else 640},
                    color_scheme=scheme,
                    locale=language,
                ) as context:
                    page = context.new_page()
                    page.goto(behind.by_name(running) + one.path)
                    name = f"behind-{one.name}-{width}-{scheme}-{language}.png"
                    page.screenshot(path=folder / name, full_page=True, animations="disabled")


def name_of(path: str) -> str:
    """A file name for a path."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "today"


if __name__ == "__main__":
    main()

"""Takes the pictures of the README and of reviews from the running demo: python -m tests.browser.photograph FOLDER"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import yaml
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.serving import chromium, serving
from wiki.config import content_folder

SECRET = "a secret for pictures alone, never served"
SIZES = {"320": (320, 640), "768": (768, 1024), "1440": (1440, 900)}  # pixels
SCHEMES = ("light", "dark")
SPACE = "/inspection-des-aliments"
DEMO: Mapping[str, str] = yaml.safe_load((content_folder() / "demo/people.yaml").read_text(encoding="utf-8"))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        prepare(Path(data))
        with serving(Path(data), SECRET) as address, chromium() as browser:
            studio = Studio(browser, address, folder)
            studio.take_all()


def prepare(data: Path) -> None:
    """The demo, as `relais demo` makes it."""
    environment = os.environ | {"RELAIS_DATA": str(data), "RELAIS_SECRET_KEY": SECRET}
    for command in ("init", "demo"):
        subprocess.run(
            [sys.executable, "-c", "from wiki.cli import main; main()", command],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


class Studio:
    """A browser signed in as Bob, beside one of Dana's who edits the same page, and one of whoever runs the site."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.bob, self.dana, self.andree = (self._signed_in(name) for name in ("bob", "dana", "andree"))
        self.page = self._found(f"{SPACE}/-/tree", "main a[href*=abattoir]")
        self.topic = self._found(f"{SPACE}/-/topics", 'main .topics a:has-text("étalonner")')
        self._conflicts = count(1)

    def take_all(self) -> None:
        """Each screen in each size, light and dark; the page as it is printed."""
        screens: Mapping[str, Callable[[Page], None]] = {
            "sign-in": lambda page: self._go(page, "/-/sign-in"),
            "home": lambda page: self._go(page, "/"),
            "page": lambda page: self._go(page, self.page),
            "editor": self._editor,
            "conflict": self._conflict,
            "history": lambda page: self._go(page, f"{self.page}/-/history"),
            "compare": lambda page: self._go(page, f"{self.page}/-/compare?from=1"),
            "search": lambda page: self._go(page, "/-/search?q=inspection"),
            "spaces": lambda page: self._go(page, "/-/spaces"),
            "space": lambda page: self._go(page, SPACE),
            "tree": lambda page: self._go(page, f"{SPACE}/-/tree"),
            "members": lambda page: self._go(page, f"{SPACE}/-/members"),
            "topics": lambda page: self._go(page, f"{SPACE}/-/topics"),
            "topic": lambda page: self._go(page, self.topic),
            "person": self._person,
            "style": lambda page: self._go(page, "/-/style"),
            "nothing": lambda page: self._go(page, f"{SPACE}/rien-du-tout"),
        }
        for name, show in screens.items():
            for size, (width, height) in SIZES.items():
                for scheme in SCHEMES:
                    page = self._page(name).new_page()
                    page.on("dialog", lambda dialog: dialog.accept())
                    page.set_viewport_size({"width": width, "height": height})
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two words
                    show(page)
                    whole = name == "style"
                    page.screenshot(path=self.folder / f"{name}-{size}-{scheme}.png", full_page=whole)
                    page.close()
        self._print()

    def _page(self, screen: str) -> BrowserContext:
        if screen == "sign-in":
            return self._context()
        if screen == "style":
            return self.andree
        return self.dana if screen in ("conflict", "members") else self.bob

    def _context(self) -> BrowserContext:
        return self.browser.new_context(base_url=self.address, locale="fr-CA")

    def _signed_in(self, person: str) -> BrowserContext:
        context = self._context()
        page = context.new_page()
        page.goto("/-/sign-in")
        page.fill("[name=username]", person)
        page.fill("[name=password]", DEMO["password"])
        page.click("main form [type=submit]")
        page.wait_for_url(f"{self.address}/")
        page.close()
        return context

    def _found(self, where: str, link: str) -> str:
        """Where the first of these links leads: to what the demo's people have worked on most."""
        page = self.bob.new_page()
        page.goto(where)
        path: str = page.locator(link).first.evaluate("link => link.pathname")
        page.close()
        return path

    @staticmethod
    def _go(page: Page, path: str) -> None:
        page.goto(path, wait_until="networkidle")
        page.reload(
            wait_until="networkidle"
        )  # a typeface that came too late for the first drawing is there now

    def _person(self, page: Page) -> None:
        self._go(page, "/")
        page.click("#account-menu summary")
        page.click("#account-menu a[href*=people]")
        page.wait_for_load_state("networkidle")

    def _editor(self, page: Page) -> None:
        self._go(page, f"{self.page}/-/edit")
        page.click("[data-preview-toggle]")
        page.locator(".editor__preview > *").first.wait_for()
        page.wait_for_load_state("networkidle")

    def _conflict(self, page: Page) -> None:
        """Dana saves over a passage that Bob changed after she had begun."""
        page.goto(f"{self.page}/-/edit")
        text = page.input_value("[name=body]")
        begun = text.rstrip().rpartition("\n")[0]
        number = next(self._conflicts)  # each differs from the one before
        other = self.bob.new_page()
        other.goto(f"{self.page}/-/edit")
        other.fill("[name=body]", f"{begun}\nLe relevé se fait à {number} h 15.\n")
        other.click("main form.columns [type=submit]")
        other.wait_for_url(f"{self.address}{self.page}")
        other.close()
        page.fill("[name=body]", f"{begun}\nLe relevé se fait à {number + 12} h 15.\n")
        page.click("main form.columns [type=submit]")
        page.locator("fieldset.conflict").first.wait_for()

    def _print(self) -> None:
        page = self.bob.new_page()
        page.set_viewport_size({"width": 816, "height": 1056})
        self._go(page, self.page)
        page.pdf(path=self.folder / "page.pdf", format="Letter", print_background=False)
        page.emulate_media(media="print")
        page.screenshot(path=self.folder / "page-print.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

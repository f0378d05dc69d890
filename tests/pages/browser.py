"""A headless Chromium with the few things the tests of pages do in it."""

import shutil
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
MORE_FLAGS = ["--disable-component-update", "--disable-sync", "--hide-scrollbars", "--disable-dev-shm-usage"]
PHONE, DESK = (390, 844), (1200, 900)
PATIENCE_S = 30


def missing() -> str:
    """What is not installed, empty when everything is."""
    return ", ".join(name for name in ("chromium", "chromedriver") if shutil.which(name) is None)


class Browser:
    """One window. Texts are read and buttons pressed as a person would see them."""

    def __init__(self, profile: Path, shots: Path) -> None:
        """`profile` is a new empty folder; pictures go to `shots`."""
        options = Options()
        for flag in [*FLAGS, *MORE_FLAGS, f"--user-data-dir={profile}"]:
            options.add_argument(flag)
        options.binary_location = shutil.which("chromium") or ""
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
        self._shots = shots
        self.resize(DESK)

    def resize(self, size: tuple[int, int]) -> None:
        """The visible size of the page; a narrow one is a phone."""
        values = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", values)

    def run(self, script: str, *values: Any) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *values)

    def until(self, condition: str, *values: Any) -> Any:
        """Wait until a JavaScript expression is true; shows the page's text when it never is."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = self.run(f"return {condition}", *values)
            if found:
                return found
            time.sleep(0.03)
        raise AssertionError(f"never true: {condition}\n{self.run('return document.body.innerText')}\n{self.driver.get_log('browser')}")

    def sign_in(self, address: str, login: str, locale: str) -> None:
        """As a demo user, by the button with his login, reading `locale`."""
        self.driver.get(f"{address}/sign-in")
        self.driver.delete_all_cookies()
        self.driver.get(f"{address}/locale/{locale}")
        self.until("document.querySelectorAll('input[name=login][type=hidden]').length > 1")
        found = "[...document.querySelectorAll('input[name=login]')].find(field => field.value === arguments[0])"
        self.run(f"{found}.closest('form').querySelector('button').click()", login)
        self.until("document.body.dataset.chat === 'ready' && !document.querySelector('[data-waiting]')")

    def write(self, text: str) -> None:
        """Put a message into the input as typed text."""
        self.run("const field = document.querySelector('#message'); field.value = arguments[0]; field.dispatchEvent(new Event('input', {bubbles: true}))", text)

    def say(self, text: str) -> str:
        """Send a message and wait for its answer; returns the answer's text."""
        before = self.turns()
        self.write(text)
        self.run("document.querySelector('#composer').requestSubmit()")
        return self.answer(before)

    def answer(self, before: int) -> str:
        """The text of the reply after `before` turns."""
        self.until("document.querySelectorAll('.turn').length > arguments[0] && document.querySelectorAll('[data-waiting]').length === 0", before)
        return str(self.run("return [...document.querySelectorAll('.turn .reply')].at(-1)?.innerText || ''"))

    def turns(self) -> int:
        """How many turns the log shows."""
        return int(self.run("return document.querySelectorAll('.turn').length"))

    def press(self, action: str) -> None:
        """Press the last button that can be pressed and whose action begins like this."""
        self.run("[...document.querySelectorAll(`button[data-action^='${arguments[0]}']:not([disabled])`)].at(-1).click()", action)

    def picture(self, name: str) -> Path:
        """A screenshot of what is visible."""
        path = self._shots / f"{name}.png"
        self.driver.save_screenshot(str(path))
        return path

    def errors(self) -> list[str]:
        """What the page complained of."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

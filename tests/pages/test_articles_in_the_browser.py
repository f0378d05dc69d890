"""Articles under people's hands: a technician sends one, a manager publishes it, a dealer reads it with its picture; nothing scrolls sideways."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.pages.browser import DESK, PHONE, Browser

pytestmark = pytest.mark.browser
TEXT = """# ZZ-9 E71: pump does not prime

> Warning: unplug first.

![Pump](pump.svg)

## What to do
1. Close the valve.
2. Fill the pump with one litre of water.

| Code | Meaning |
|---|---|
| E71 | No water |
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="60" height="60" fill="teal"/></svg>'
SHOWN = "document.querySelector('main').innerText.includes(arguments[0])"


def press(browser: Browser, label: str) -> None:
    """The button of the page with this label."""
    browser.until("[...document.querySelectorAll('main button')].some(one => one.innerText.trim() === arguments[0])", label)
    browser.run("[...document.querySelectorAll('main button')].find(one => one.innerText.trim() === arguments[0]).click()", label)


def fits(browser: Browser) -> bool:
    """Whether nothing scrolls sideways."""
    return bool(browser.run("return document.documentElement.scrollWidth <= innerWidth"))


def test_an_article_goes_from_a_technicians_file_to_a_dealers_phone(browser: Browser, product: str, tmp_path: Path) -> None:
    """The technician's own draft waits for the manager; script in a file's name or words stays words."""
    (tmp_path / "e71.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "pump.svg").write_text(SVG, encoding="utf-8")
    browser.resize(DESK)
    browser.sign_in(product, "tech.en", "en")
    browser.driver.get(f"{product}/articles")
    browser.until("document.querySelector('main details summary')")
    browser.driver.find_element(By.CSS_SELECTOR, "main details summary").click()
    browser.driver.find_element(By.NAME, "file").send_keys(str(tmp_path / "e71.md"))
    browser.driver.find_element(By.NAME, "figures").send_keys(str(tmp_path / "pump.svg"))
    browser.driver.find_element(By.NAME, "model").send_keys("ZZ-9")
    browser.driver.find_element(By.CSS_SELECTOR, ".article-form button").click()
    browser.until(SHOWN, "Fill the pump with one litre of water.")
    assert browser.run(f"return {SHOWN}", "Somebody else must review")
    browser.until("document.querySelector('.article img').naturalWidth > 0")
    browser.sign_in(product, "bm.en", "en")
    browser.driver.get(f"{product}/articles?status=draft")
    press(browser, "Publish")
    browser.until("document.body.innerText.includes('is published')")
    browser.resize(PHONE)
    browser.sign_in(product, "d1.zh", "zh")
    browser.driver.get(f"{product}/articles?search=ZZ-9")
    browser.until("document.querySelector('.people-list a')")
    browser.driver.find_element(By.CSS_SELECTOR, ".people-list a").click()
    browser.until(SHOWN, "Warning: unplug first.")
    assert [one.text for one in browser.driver.find_elements(By.CSS_SELECTOR, ".steps li")] == [
        "1. Close the valve.",
        "2. Fill the pump with one litre of water.",
    ]
    assert browser.driver.find_elements(By.CSS_SELECTOR, ".article-form") == []
    assert fits(browser)
    assert browser.errors() == []

"""One server with hand-made answers, one with the whole product, and one browser for all tests of pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import browser as chromium
from tests.pages.browser import Browser
from tests.pages.serving import free_port, run_to_the_end, running


@pytest.fixture(scope="session")
def fake_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages over the small company and the stand-in for the assistant."""
    folder, port = tmp_path_factory.mktemp("fake"), free_port()
    with running(["-m", "tests.pages.fake_server", str(port), str(folder / "company.db")], port, folder / "server.log") as address:
        yield address


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The product as `dinghuo serve --demo` starts it, with the demo company in a database of its own."""
    folder, port = tmp_path_factory.mktemp("product"), free_port()
    database = f"sqlite:///{folder / 'dinghuo.db'}"
    run_to_the_end(["-m", "bot.cli", "setup", "--demo", "--database", database])
    with running(["-m", "bot.cli", "serve", "--demo", "--port", str(port), "--database", database], port, folder / "server.log") as address:
        yield address


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium; a loud skip where there is none."""
    if chromium.missing():
        pytest.skip(f"NO BROWSER: {chromium.missing()} not installed (apt-get install chromium chromium-driver), the pages were not looked at")
    window = Browser(tmp_path_factory.mktemp("profile"), _shots(tmp_path_factory))
    yield window
    window.driver.quit()


def _shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")

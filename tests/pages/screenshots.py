"""The pictures of the documentation: `python -m tests.pages.screenshots [FOLDER] [--dark]` (or `make screenshots`).

Starts the product with a fresh demo company, talks to it as its people do, in both languages, and takes each page at desktop and phone
width. Nothing in the pictures is made by hand.
"""

import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from tests.pages import browser as chromium
from tests.pages.browser import DESK, PHONE, Browser
from tests.pages.serving import ROOT, free_port, run_to_the_end, running

IMAGES = ROOT / "docs" / "images"
LARGEST_SET = 5_000_000
CHAT = {
    "zh": ("来20箱可口可乐330ml罐装和24箱农夫山泉550ml,周五前送到城西仓", "可乐减半,再加5箱红牛", "额度够吗?"),
    "en": (
        "20 cases of coca-cola 330ml and 24 cases of nongfu spring 550ml by friday",
        "halve the coke and add 5 cases of red bull",
        "How much credit is left?",
    ),
}
DRAFTS = {
    "zh": "12箱可口可乐330ml罐装明天送到城西仓,30箱雪碧330ml罐装下周三送到城西仓",
    "en": "12 cases of coca-cola 330ml tomorrow, and 30 cases of sprite 330ml next wednesday",
}
PERSON = {"zh": ("转人工", "上次的货少了两箱雪碧"), "en": ("I want to talk to a person", "two cases of sprite were missing last time")}
ANSWER = {"zh": "您好,我查到了,明天补送两箱。", "en": "Hello, I found it: the two missing cases come tomorrow."}
BIG = {"zh": "给我来60箱红牛250ml罐装", "en": "60 cases of red bull 250ml please"}
TABLE = {
    "zh": "商品\t数量\n可口可乐330ml罐装\t20箱\n雪碧\t10箱\n农夫山泉550ml\t24箱\n不存在的饮料\t3箱\n",
    "en": "Item\tQty\nCoca-Cola 330ml can\t20 cases\nSprite\t10 cases\nNongfu Spring 550ml\t24 cases\nNo such drink\t3 cases\n",
}
BACK = {"zh": "SO-1002 的雪碧有2箱压坏了,要退", "en": "I want to return 2 cases of sprite from SO-1002, they arrived dented"}
STAFF = {
    "approvals": ("/approvals", "document.querySelector('main .entry, main .card')"),
    "prices": ("/prices", "document.querySelector('main .entry, main table')"),
    "promotions": ("/promotions", "document.querySelector('main .entry')"),
    "stock": ("/stock?sku=WLJ-3", "document.querySelector('.people-list .entry')"),
    "stock-inbound": ("/stock/inbound", "document.querySelector('.people-list .entry')"),
    "stock-transfers": ("/stock/transfers", "document.querySelector('.people-list .entry')"),
    "stock-terms": ("/stock/terms", "document.querySelector('.people-list .entry')"),
}
ADMINISTRATION = {"integration": ("/integration", "document.querySelector('main .entry, main .card')")}
"""Pages by the name of their picture: where each is and what says that it is there."""
Look = Callable[[], None]


class Pictures:
    """Takes the pictures of one run into a folder."""

    def __init__(self, window: Browser, address: str, folder: Path, *, dark: bool, staff_in: Collection[str] = ("en",)) -> None:
        """`dark` shows every page as a system set to dark does; the pages of staff are taken in the languages of `staff_in`."""
        self._window, self._address, self._folder, self._staff_in = window, address, folder, staff_in
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        window.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def take(self, name: str, lang: str, look: Look) -> None:
        """One page at both widths; `look` brings what matters into view."""
        for size, where in ((DESK, "desktop"), (PHONE, "phone")):
            self._window.resize(size)
            look()
            self._window.until("new Promise(done => setTimeout(() => done(true), 250))")
            self._window.driver.save_screenshot(str(self._folder / f"{name}-{where}-{lang}.png"))

    def open(self, path: str, ready: str) -> None:
        """Go to a page and wait until it is there."""
        self._window.driver.get(f"{self._address}{path}")
        self._window.until(f"window.socket?.connected && ({ready})")

    def in_language(self, lang: str) -> None:
        """Every picture of one language."""
        window = self._window
        window.resize(DESK)
        self._ask_person(lang)
        window.sign_in(self._address, f"d2.{lang}", lang)
        for text in CHAT[lang]:
            window.say(text)
        self.take("chat", lang, lambda: self._to_end(2))
        window.say(DRAFTS[lang])
        self.take("draft", lang, lambda: window.run("window.scrollTo(0, document.documentElement.scrollHeight)"))
        self._hold(lang)
        window.sign_in(self._address, f"bm.{lang}", lang)
        self.open("/inbox", "document.querySelector('.inbox-list a')")
        window.run("document.querySelector('.inbox-list a').click()")
        window.until("document.querySelector('.case-log .turn')")
        self.take("inbox", lang, lambda: None)
        self._answer_and_release(lang)
        self.open("/orders", "document.querySelector('.ag-row')")
        self.take("orders", lang, lambda: None)
        self.open("/rules", "document.querySelector('.rules-table tr[data-row]')")
        self.take("rules", lang, lambda: None)
        if lang in self._staff_in:
            self._staff(lang)
        window.resize(DESK)
        window.sign_in(self._address, f"d5.{lang}", lang)
        window.until("document.querySelector('.news summary .count')")
        self.open("/notices", "document.querySelector('.people-list li')")
        self.take("notices", lang, lambda: window.run("window.scrollTo(0, 0)"))

    def _staff(self, lang: str) -> None:
        """The pages on which the brand's people work, and a dealer's import."""
        window = self._window
        self._pages(lang, STAFF)
        window.sign_in(self._address, f"admin.{lang}", lang)
        self._pages(lang, ADMINISTRATION)
        window.sign_in(self._address, f"wh.{lang}", lang)
        self._work_in_the_warehouse(lang)
        window.resize(DESK)
        window.sign_in(self._address, f"d1.{lang}", lang)
        self._import(lang)
        self.returns(lang)

    def _pages(self, lang: str, pages: Mapping[str, tuple[str, str]]) -> None:
        """Pages that need nothing done first."""
        for name, (path, ready) in pages.items():
            self._window.resize(DESK)
            self.open(path, ready)
            self.take(name, lang, lambda: None)

    def _work_in_the_warehouse(self, lang: str) -> None:
        """The first released order is prepared; its shipments wait to be picked."""
        self._window.resize(DESK)
        self.open("/warehouse", "document.querySelector('main .entry')")
        self._window.run("document.querySelector('section.entry .line button')?.click()")
        self._window.until("document.querySelector('.people-list .entry')")
        self.take("warehouse", lang, lambda: self._window.run("window.scrollTo(0, 0)"))

    def _import(self, lang: str) -> None:
        """A pasted table with clear rows, one that is asked about and one that nobody sells."""
        self.open("/import", "document.querySelector('textarea')")
        fill = "const box = document.querySelector('textarea'); box.value = arguments[0]; box.closest('form').requestSubmit()"
        self._window.run(fill, TABLE[lang])
        self._window.until("location.search && document.querySelector('.table-head')")
        self.take("import", lang, lambda: None)

    def returns(self, lang: str) -> None:
        """A return that a dealer asked for in chat, as the brand's people see it."""
        window = self._window
        window.resize(DESK)
        window.sign_in(self._address, f"d1.{lang}", lang)
        window.say(BACK[lang])
        before = window.turns()
        window.press("confirm:")
        window.answer(before)
        window.sign_in(self._address, f"bm.{lang}", lang)
        self.open("/returns", "document.querySelector('.people-list .entry')")
        self.take("returns", lang, lambda: window.run("window.scrollTo(0, 0)"))

    def _to_end(self, turns: int) -> None:
        """The newest turn from its beginning, or as many as fit."""
        script = "const turn = [...document.querySelectorAll('.turn')].at(-arguments[0]); window.scrollTo(0, turn.getBoundingClientRect().top + scrollY - 76)"
        self._window.run(script, turns)

    def _ask_person(self, lang: str) -> None:
        self._window.sign_in(self._address, f"d1.{lang}", lang)
        for text in PERSON[lang]:
            self._window.say(text)

    def _hold(self, lang: str) -> None:
        """An order over the credit limit, confirmed, waits for release."""
        self._window.resize(DESK)
        self._window.sign_in(self._address, f"d5.{lang}", lang)
        self._window.say(BIG[lang])
        before = self._window.turns()
        self._window.press("confirm:")
        self._window.answer(before)

    def _answer_and_release(self, lang: str) -> None:
        """A staff answer and a released order, of which the dealers hear."""
        window = self._window
        window.resize(DESK)
        window.driver.find_element("css selector", ".case-box textarea").send_keys(ANSWER[lang])
        window.run("document.querySelector('.case-foot .pill.primary').click()")
        window.until("document.querySelector('.said.staff')")
        self.open("/orders?status=HOLD", "document.querySelector('.ag-row')")
        window.run("document.querySelector('.ag-row').click()")
        window.until("document.querySelector('.panel .pill.primary')")
        window.run("document.querySelector('.panel .pill.primary').click()")
        window.until("document.querySelector('.panel ol li:nth-child(2)')")


def main(folder: Path, *, dark: bool) -> None:
    """Serve, look, and say how large the set is."""
    if chromium.missing():
        raise SystemExit(f"not installed: {chromium.missing()}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        database, port = f"sqlite:///{place}/dinghuo.db", free_port()
        run_to_the_end(["-m", "bot.cli", "setup", "--demo", "--database", database])
        with running(["-m", "bot.cli", "serve", "--demo", "--port", str(port), "--database", database], port, Path(place) / "log") as address:
            window = Browser(Path(place) / "profile", folder)
            try:
                pictures = Pictures(window, address, folder, dark=dark)
                for lang in ("zh", "en"):
                    pictures.in_language(lang)
            finally:
                window.driver.quit()
    total = sum(path.stat().st_size for path in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {total / 1e6:.2f} MB in {folder}")
    if total > LARGEST_SET:
        raise SystemExit(f"more than {LARGEST_SET / 1e6:.0f} MB")


if __name__ == "__main__":
    places = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    main(Path(places[0]) if places else IMAGES, dark="--dark" in sys.argv)

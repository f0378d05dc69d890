"""How replies become HTML."""

from dataclasses import replace
from html.parser import HTMLParser

from bot.messages import Badge, Button, Card, Cell, Column, Reply, Row, Text
from bot.pages.blocks import SHOWN_ROWS, block_html, decides, lang_of, message_html, reply_html

COLUMNS = (Column("商品"), Column("数量", figure=True))
EVIL = "<img src=x onerror=alert(1)> & \"'"


def say(key: str, **params: object) -> str:
    return f"{key} {params.get('count', '')}".strip()


class Tags(HTMLParser):
    """The start tags of a piece of HTML with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def card(count: int, *, asking: frozenset[int] = frozenset(), **more: object) -> Card:
    """A draft with `count` lines; those in `asking` have a button."""
    ask = (Button("不要了", "answer:q1:drop"),)
    rows = tuple(Row((Cell(f"商品{index}"), Cell("1 箱", "24 罐")), buttons=ask if index in asking else ()) for index in range(count))
    return Card("draft", "草稿", COLUMNS, rows, **more)


def test_a_card_is_a_real_table_with_headings_and_figures_on_the_right() -> None:
    """Screen readers and copying need th, td and figures marked as such."""
    found = Tags(block_html(card(2, total=Cell("91.20"), total_label="合计"), say))
    assert [heading.get("scope") for heading in found.all("th")] == ["col", "col", "row"]
    assert [cell.get("class") for cell in found.all("td")] == [None, "figure", None, "figure", "figure total"]
    assert found.all("table")[0]["aria-label"] == "草稿"


def test_nothing_of_a_message_or_a_reply_reaches_the_page_as_markup() -> None:
    """Every place a word can stand in."""
    button = Button(EVIL, EVIL)
    everything = Card(EVIL, EVIL, (Column(EVIL),), (Row((Cell(EVIL, EVIL),), (Badge(EVIL),), (button,)),), Cell(EVIL, EVIL), EVIL, (EVIL,), (EVIL,), (button,))
    html = message_html(EVIL) + reply_html(Reply("en", (everything, Text(EVIL, (button,), "error"))), say)
    found = Tags(html)
    assert "img" not in {tag for tag, _ in found.tags}
    assert {action["data-action"] for action in found.all("button")} == {EVIL}
    assert found.text.count(EVIL) > 10


def test_lines_after_the_eighth_are_folded_behind_a_button_that_says_how_many() -> None:
    """A list of forty does not bury the confirm button."""
    found = Tags(block_html(card(40), say))
    folded = [row for row in found.all("tr") if row.get("class") == "folded"]
    assert len(folded) == 40 - SHOWN_ROWS
    assert all("hidden" in row for row in folded)
    assert f"chat-lines-more {40 - SHOWN_ROWS}" in found.text


def test_a_line_with_a_question_is_never_folded() -> None:
    """What blocks the order stays in sight."""
    found = Tags(block_html(card(40, asking=frozenset({39})), say))
    assert [row.get("class") for row in found.all("tr")].count("asks") == 1
    assert f"chat-lines-more {40 - SHOWN_ROWS - 1}" in found.text


def test_a_line_that_was_not_understood_is_never_folded_and_its_words_have_the_whole_width() -> None:
    """Goods that were not found at the end of a long list are seen before the confirm button."""
    long = card(40)
    lost = Row((Cell("茅台", "没有这个商品"), Cell("3 箱")), (Badge("没找到", "error"),))
    found = Tags(block_html(replace(long, rows=(*long.rows[:39], lost)), say))
    assert [row.get("class") for row in found.all("tr")].count("asks") == 1
    assert {"colspan": "2"} in found.all("td")
    assert f"chat-lines-more {40 - SHOWN_ROWS - 1}" in found.text


def test_eight_lines_are_not_folded() -> None:
    """No button to unfold nothing."""
    assert "unfold" not in block_html(card(SHOWN_ROWS), say)


def test_the_buttons_of_a_line_stand_in_a_row_of_their_own_below_it() -> None:
    """On a phone they get the whole width of the card instead of a narrow column."""
    found = Tags(block_html(card(1, asking=frozenset({0})), say))
    assert {"colspan": "2"} in found.all("td")


def test_a_disabled_button_cannot_be_pressed_and_keeps_its_reason() -> None:
    """It says what is missing."""
    found = Tags(block_html(Text("?", (Button("选好魔爪后确认", "", "disabled"),)), say))
    assert "disabled" in found.all("button")[0]
    assert "选好魔爪后确认" in found.text


def test_every_message_carries_its_language() -> None:
    """So that it is read aloud and set with the right glyphs."""
    assert 'lang="zh-CN"' in message_html("来10箱可乐")
    assert 'lang="en-GB"' in message_html("10 cases of coke")
    assert 'lang="zh-CN"' in reply_html(Reply("zh", (Text("好"),)), say)
    assert lang_of("coke 10箱") == "zh-CN"
    assert message_html("") == ""


def test_a_new_draft_makes_earlier_buttons_old_and_an_answer_about_credit_does_not() -> None:
    """Only a reply that decides something retires the confirm button before it."""
    draft = Card("draft", buttons=(Button("确认", "confirm:t", "primary"),))
    assert decides(Reply("zh", (draft,)))
    assert decides(Reply("zh", (card(1, asking=frozenset({0})),)))
    assert not decides(Reply("zh", (Text("额度还剩 100.00"),)))
    assert not decides(Reply("zh", (Card("order", "SO-1"),)))
    assert not decides(Reply("zh", (Card("credit", rows=(Row((Cell("额度"), Cell("1"))),)),)))


def test_notes_and_what_stands_under_the_total_share_the_last_row() -> None:
    """Place, date and credit stand beside the sum they belong to."""
    html = block_html(card(1, total=Cell("91.20", "送 城西仓"), total_label="合计", notes=("6月13日(周五)前",)), say)
    assert "<span>送 城西仓</span><span><i> · </i>6月13日(周五)前</span>" in html


def test_a_card_without_rows_or_total_shows_no_empty_table() -> None:
    """A note alone is a note."""
    assert "<table" not in block_html(Card("help", notes=("截单 16:00",)), say)


def test_only_the_address_of_a_table_or_file_of_ours_is_a_link() -> None:
    """What somebody wrote into a remark leads nowhere."""
    text = '文件在这里：/orders-export/orders.xlsx?from=2025-05-01&to=2025-05-31 https://evil.example/import?sheet=sht_1 /import?sheet=sht_2"onload=1'
    html = block_html(Text(text), str)
    assert '<a href="/orders-export/orders.xlsx?from=2025-05-01&amp;to=2025-05-31">' in html
    assert html.count("<a ") == 2
    assert '<a href="/import?sheet=sht_2">' in html
    assert '<a href="/articles?a=KB-02">/articles?a=KB-02</a>）' in block_html(Text("来源：KB-02（/articles?a=KB-02）"), str)

"""A hosted model's own words reach a person only when they claim nothing that the tools of the turn did not say."""

import pytest

from bot.guards import LONGEST_TEXT, grounded_text, passing_text

RESULTS = ['{"items":[{"sku":"COKE-330","case_price":"43.32","available_cases":900}]}', '{"number":"SO-1003","total":"2535.36","delivery_date":"2025-06-12"}']


@pytest.mark.parametrize(
    "text", ["好的，请看下面的卡片。", "Here you are.", "一箱 43.32", "SO-1003 comes to 2,535.36.", "It arrives on 2025-06-12.", "There are 900 cases."]
)
def test_figures_of_the_turn_may_be_said(text: str) -> None:
    """The same figure in another spelling (thousands comma) is still the figure."""
    assert passing_text(text, RESULTS) == text


@pytest.mark.parametrize(
    "text",
    [
        "一箱只要 40 元",
        "It costs 43.23 a case.",
        "We have 9000 cases.",
        "SO-1004 is on its way.",
        "It arrives on 2025-06-13.",
        "便宜你五折",
        "只要三十元一箱",
        "打八折给您",
        "You save 5%.",
    ],
)
def test_a_figure_from_nowhere_takes_the_whole_text_away(text: str) -> None:
    """An invented price, stock, number or date must never be read by anybody."""
    assert passing_text(text, RESULTS) == ""


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.com/pay",
        "Pay at www.example.com",
        "[here](javascript:x)",
        "<b>hi</b>",
        "token tok_9f8a7b6c5d4e",
        "key sk-abcdefghijk",
        "prp_0123456789abcdef",
        "a\u202eb",
        "x" * (LONGEST_TEXT + 1),
        "",
    ],
)
def test_links_secrets_marks_and_long_texts_are_dropped(text: str) -> None:
    """A connector must not turn a model's words into something to click or copy."""
    assert passing_text(text, RESULTS) == ""


@pytest.mark.parametrize(
    "text",
    [
        "已为您下单，请放心。",
        "下单成功！",
        "您的订单已提交",
        "I have placed your order.",
        "Your order has been confirmed.",
        "Successfully submitted.",
        "Order placed.",
        "The order was cancelled.",
        "订单已取消",
        "已经帮您确认",
    ],
)
def test_a_claim_that_something_was_ordered_is_dropped(text: str) -> None:
    """Only a confirmation places an order, and its card says so."""
    assert passing_text(text, RESULTS) == ""


@pytest.mark.parametrize(("text", "lang"), [("好的，请看下面。", "en"), ("Here you are, please have a look.", "zh"), ("Here is 您的订单.", "en")])
def test_a_text_in_another_language_is_dropped(text: str, lang: str) -> None:
    """The person reads his own language or none."""
    assert passing_text(text, RESULTS, lang) == ""


@pytest.mark.parametrize(
    ("text", "lang"), [("请看 Coca-Cola 的价格。", "zh"), ("Here you are.", "en"), ("The price of 可口可乐 is below.", "en"), ("SO-1003 请看。", "zh")]
)
def test_names_of_the_results_may_be_in_any_script(text: str, lang: str) -> None:
    """A brand keeps its name."""
    assert passing_text(text, [*RESULTS, '{"name":"可口可乐 Coca-Cola"}'], lang) == text


@pytest.mark.parametrize("text", ["好的，已为您修改。", "已记录您的反馈", "I have updated your draft.", "Your feedback was recorded."])
def test_a_claim_that_something_was_changed_is_dropped(text: str) -> None:
    """Cards say what was done."""
    assert passing_text(text, RESULTS) == ""


ARTICLES = {"KB-02": "LC-300 cooler E4\nClean the filter, keep 10 cm behind, wait 30 minutes.", "KB-05": "把减压阀调到 0.25 MPa;检查接头。"}


@pytest.mark.parametrize(
    "text",
    ["Clean the filter [KB-02].", "Wait 30 minutes [KB-02]. Keep 10 cm behind it [KB-02].", "把减压阀调到 0.25 MPa[KB-05]。", "E4: clean it (KB-02)."],
)
def test_sentences_with_their_source_pass(text: str) -> None:
    """Each with the id of an article that was read, and no figure that is not in it."""
    assert grounded_text(text, ARTICLES) == text


@pytest.mark.parametrize(
    "text",
    [
        "Clean the filter.",
        "Clean the filter [KB-02]. Then call me.",
        "Wait 45 minutes [KB-02].",
        "Wait 30 minutes [KB-05].",
        "Replace TS-10 [KB-02].",
        "Clean the filter [KB-77].",
        "把减压阀调到 0.5 MPa[KB-05]。",
    ],
)
def test_sentences_without_a_source_or_with_figures_of_their_own_do_not(text: str) -> None:
    """Then the article's card stands alone."""
    assert grounded_text(text, ARTICLES) == ""
    assert grounded_text("Clean the filter [KB-02].", {}) == ""

"""Traces and log lines say what happened without saying about whom."""

import logging

import pytest

from backend.kit.logging import set_up_logging
from backend.kit.redacting import redact, redacted

PERSONAL = {
    "打给13812345678": "13812345678",
    "手机 +86 138 1234 5678 谢谢": "1234",
    "座机021-12345678": "12345678",
    "call +44 20 7946 0958 now": "7946",
    "身份证110101199003078515": "110101199003078515",
    "write to a.b@example.org please": "a.b@example.org",
    "收货地址:城西区解放路12号3楼。谢谢": "解放路",
    "my address is 12 Main St, Springfield": "Main St",
    "card 6222 0212 3456 7890 123": "6222",
    "护照号 E12345678": "E12345678",
    "座机(0571)88886666": "88886666",
    "my number is 020 7946 0958": "7946",
    "ring (415) 555-2671": "555",
    "ring 415.555.2671": "2671",
    "联系人:王芳,下午到": "王芳",
    "收货人李建国 10箱雪碧": "李建国",
    "我叫欧阳小明,来5箱可乐": "欧阳小明",
    "my name is John Smith": "Smith",
    "attn: Mary O'Neil, 5 cases": "Mary",
    "送到杭州市西湖区文三路138号2幢301": "文三路",
    "城南区解放路 12 号,5箱": "解放路",
    "deliver to 221B Baker Street, London": "Baker",
    "drop it at 9 Harbour Rd please": "Harbour",
    "微信号 wangfang88": "wangfang88",
}
PLAIN = (
    "SO-1003里的雪碧改成15箱",
    "收货人那边说来5箱雪碧",
    "联系人是谁?",
    "10 Coca-Cola 330ml to the West depot, 20 Fanta Orange",
    "PO 4500012345, 020 1000",
    "中山路店要10箱,2号库还有多少",
    "3 cases 330-24-1",
    "10 cases of Coca-Cola 330ml",
    "2025-06-12T10:00:00+08:00",
    "合计 12345678.00",
    "送到城西仓",
    "TB-N7003-08",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_taken_out(text: str) -> None:
    """Phones in every spelling, identity numbers, mails, addresses, cards."""
    assert PERSONAL[text] not in redact(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_an_order_is_about_stays(text: str) -> None:
    """A trace without order numbers and quantities would help nobody."""
    assert redact(text) == text


def test_documents_are_cleaned_at_any_depth() -> None:
    """Arguments of tools are nested."""
    assert redacted({"a": [{"text": "call 13812345678"}], "n": 5}) == {"a": [{"text": "call [phone]"}], "n": 5}


@pytest.mark.parametrize("as_json", [True, False])
def test_a_log_line_and_its_traceback_name_nobody(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person wrote may end up in the message of an exception."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        set_up_logging(as_json=as_json)
        try:
            _fail()
        except ValueError:
            logging.getLogger("bot").exception("turn failed for a.b@example.org")
    finally:
        logging.getLogger().handlers[:], level = before
        logging.getLogger().setLevel(level)
    told = capsys.readouterr().err
    assert "turn failed" in told
    assert "13812345678" not in told
    assert "a.b@example.org" not in told


def _fail() -> None:
    raise ValueError("cannot read 13812345678")

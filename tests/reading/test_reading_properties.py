"""What holds for every text and every number."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backend.catalog.domain import Unit
from backend.catalog.index import CatalogueIndex
from backend.ordering.reading import ReadingContext
from backend.ordering.reading.answers import read_answer
from backend.ordering.reading.domain import CartLine, LineStatus, OpenQuestion, OrderReading
from backend.ordering.reading.mentions import read_products
from backend.ordering.reading.numerals import parse_number, say_number
from backend.ordering.reading.pipeline import LONGEST_TEXT

PIECES = ["可乐", "雪碧330", "coke", "sprite 500", "10箱", "5 cases", "各", "each", "不要", "改成", "换成", "instead of", "double", "老样子", "明天", "by Friday", "城东", "送城西", "to West", "half", "或者", "or", "周四", "下周", "第二行", "last one", "最多", "有的话", "PO 123", "now", "现在", "一共35箱", "周三", "-3", "*", "x", "0.5",  # noqa: E501 - a pattern or word list, one a line
          "半", "十来箱", "\n", ",", "。", "?", "\u202e", "\x00", "🍺", "的", "not", "不是", "算了", "same again", "%", "两箱", "and", "1/2", "¥5", "M10x100", "it", "all", "全部", "更", "箱"]  # fmt: skip  # noqa: E501 - a pattern or word list, one a line
MESSAGES = st.lists(st.sampled_from(PIECES), max_size=14).flatmap(lambda pieces: st.sampled_from(["".join(pieces), " ".join(pieces)])) | st.text(max_size=80)


@given(st.integers(0, 10**11))
def test_a_number_that_is_said_is_read_again(n: int) -> None:
    """Both languages, every whole number a person may order."""
    assert parse_number(say_number(n, "zh")) == n
    assert parse_number(say_number(n, "en")) == n
    assert parse_number(str(n)) == n


@given(MESSAGES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_reading_any_text_gives_a_consistent_reading(read: Callable[..., OrderReading], text: str) -> None:
    """It never raises, asks exactly when a line is open, and only certain lines are in the draft."""
    reading = read(text)
    assert reading.ask_back == (reading.delivery.open is not None or any(line.status is not LineStatus.OK for line in reading.lines))
    certain = {line.sku for line in reading.lines if line.status is LineStatus.OK}
    assert set(reading.final_cart) <= certain
    assert all(isinstance(base, int) and base > 0 for base in reading.final_cart.values())
    assert all(line.candidates for line in reading.lines if line.status is LineStatus.AMBIGUOUS)
    assert read(text) == reading


@given(MESSAGES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_answers_and_questions_never_raise(context: ReadingContext, text: str) -> None:
    """Short replies and questions come from people too."""
    questions = (
        OpenQuestion("q1", "ambiguous", ("COKE-330", "COKE-500")),
        OpenQuestion("q2", "need_qty", (), "RB-250"),
        OpenQuestion("q3", "short_stock", (), "MON-330"),
    )
    answer = read_answer(text, questions, context)
    assert answer is None or answer.question_id in {"q1", "q2", "q3"}
    assert all(mention.candidates for mention in read_products(text, context).found)


def test_a_very_long_text_is_read_in_bounded_work(read: Callable[..., OrderReading], index: CatalogueIndex) -> None:
    """A hundred thousand characters must not stop the service; what is beyond the limit is not read."""
    assert len(read("可乐330十箱," * 14_000).lines) == LONGEST_TEXT // len("可乐330十箱,")
    endless = ("a", "九", "1234567890", "*", "不")
    for long in (*(sign * 10_000 for sign in endless), "10 cases of zzqx " * 100, " -5" * 600, "不要" * 600, "10-20 " * 300, "not double, " * 150):
        assert len(read(long).lines) <= len(long) // 2
    assert index.skus


def test_a_run_of_blanks_is_read_in_bounded_work(read: Callable[..., OrderReading]) -> None:
    """What was pasted with wide gaps or many empty lines is read as without them, at once."""
    for gap in (" " * 4_000, "\t" * 4_000, "\n" * 4_000, " \n" * 2_000):
        assert read(f"来10箱可口可乐330ml罐装{gap}").final_cart == read("来10箱可口可乐330ml罐装").final_cart
        assert [line.sku for line in read(f"10箱可口可乐330ml罐装\n{gap}5箱雪碧330ml罐装").lines] == ["COKE-330", "SPR-330"]


def test_a_pointer_before_words_that_mean_no_product_is_read_without_an_error(read: Callable[..., OrderReading]) -> None:
    """Found by random words: a line is pointed at, multiplied, and what follows is in no catalogue."""
    cart = (CartLine("COKE-330", Decimal(2), Unit.CASE, 48), CartLine("RB-250", Decimal(1), Unit.CASE, 24))
    for text in ("怡泉 10x second 脉动桃 330ml of 第二行 绿茶 气泡水", "330ml 1.5L 10x 第二行 Weilong 50g", "最后一个 3.5 10x 1.5L"):
        assert read(text, cart=cart).lines is not None


@given(st.integers(1, 9), st.integers(20, 99))
def test_a_spoken_hundred_is_the_written_one(hundreds: int, rest: int) -> None:
    """People say "one fifty" for 150."""
    assert parse_number(f"{say_number(hundreds, 'en')} {say_number(rest, 'en')}") == 100 * hundreds + rest


@given(st.integers(1, 400), st.integers(1, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_parts_together_are_what_was_ordered(read: Callable[..., OrderReading], west: int, east: int) -> None:
    """Whatever the amounts, no case is lost or added, and a total that is stated is compared."""
    reading = read(f"可口可乐330共{west + east}箱:{west}箱送城西,{east}箱送城东")
    assert [sum(line.base_qty or 0 for line in part.lines) for part in reading.parts] == [24 * west, 24 * east]
    assert dict(reading.final_cart) == {"COKE-330": 24 * (west + east)}
    assert reading.checksum is None or reading.checksum.agrees


@given(st.integers(1, 99), st.integers(1, 99))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_corrected_amount_is_the_right_one(read: Callable[..., OrderReading], right: int, wrong: int) -> None:
    """The amount behind "not" is never ordered."""
    assume(right != wrong)
    draft = (CartLine("COKE-330", Decimal(wrong), Unit.CASE, 24 * wrong), CartLine("SPR-330", Decimal(100), Unit.CASE, 2400))
    for text in (f"make it {right} not {wrong}", f"不是{wrong}是{right}", f"not {wrong}, {right}"):
        assert dict(read(text, cart=draft).final_cart) == {"COKE-330": 24 * right, "SPR-330": 2400}

"""Fault codes and part numbers in words: what is one, what is a plain quantity."""

import pytest

from knowledge import Audience, KnowledgeIndex, Passage, Question, Stage
from knowledge.codes import codes_in, codes_of_title, keys_of

CODES = (17, 80, 161, 4660, 36116, 45313)
PHRASES = (
    "报警 {hex} 怎么办",
    "E17 没关系，但是现在报 {dec} 了",
    "ALARM-{dec}",
    "{hex} again after restart",
    "开机十分钟后报了 {hex}，重启 3 次都没用",
    "Hi, line 2 stopped at 14:30 with error code: {dec}, we restarted twice. What now?",
    '控制柜屏幕上显示"{dec}"，急！',
    "故障码{dec}，断电 10 分钟还在",
    'the pendant says "alarm no. {dec}" since 2 days',
    "Err {dec} and the arm will not move",
    "fault #{dec} after we moved 20 cases",
    "现场 5 台机器人里有 1 台报警：{dec}",
    "请问{hex}是什么意思",
    "{dec}",
    "一直提示{dec}号错误，已经 2 小时了",
    "alarm code 0X{bare}h please".replace("h please", " please"),
)
QUANTITIES = (
    "要 {dec} 箱可乐",
    "{dec} cases of cola please",
    "等了 {dec} 分钟还在报警吗",
    "价格 {dec} 元",
    "order {dec} is late",
    "订单 {dec} 到哪了",
    "发 {dec} 台机器",
    "runs at {dec} rpm",
    "手机号 {dec}",
    "故障 {dec} 次",
    "{dec}% of the machines fail",
)


@pytest.fixture(scope="module")
def alarms() -> KnowledgeIndex:
    """Alarms of a robot, each with its decimal and hexadecimal code as title."""
    rows = [Passage(f"c{code}", f"c{code}", 1, "zh+en", f"{code} 0x{code:04X}", text="关节超速，报警后复位\nAxis overspeed, reset the alarm") for code in CODES]
    return KnowledgeIndex.build([*rows, Passage("p", "p", 1, "en", "Pump E17", text="The pump shows E17 when it is dry.", codes=("E17",))])


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_code_is_found_whatever_stands_around_it(alarms: KnowledgeIndex, phrase: str) -> None:
    """Decimal or hexadecimal, Chinese or English, with times, counts and quantities beside it: the alarm comes first, by its code."""
    for code in CODES:
        hits = alarms.search(Question(phrase.format(dec=code, hex=f"0x{code:x}", bare=f"{code:04X}"), "zh"), 5)
        coded = [hit.passage_id for hit in hits if hit.stage is Stage.CODE]
        assert f"c{code}" in coded[: 2 if "E17" in phrase else 1], (phrase, code)


@pytest.mark.parametrize("phrase", QUANTITIES)
def test_a_plain_quantity_is_never_a_code(alarms: KnowledgeIndex, phrase: str) -> None:
    """A figure with a unit, of an order, a price or a telephone finds no alarm, even where an alarm has that number."""
    for code in CODES:
        assert all(hit.stage is not Stage.CODE for hit in alarms.search(Question(phrase.format(dec=code), "en"), 5)), (phrase, code)


@pytest.mark.parametrize("written", ["E17", "e-17", "E 17", "E017", "error E17 again", "E17报警"])
def test_a_family_of_codes_is_read_in_every_way_of_writing(alarms: KnowledgeIndex, written: str) -> None:
    """Dashes, spaces, case and leading zeros do not matter; the hexadecimal value 17 is another alarm."""
    hits = alarms.search(Question(written, "en"), 3)
    assert (hits[0].passage_id, hits[0].stage) == ("p", Stage.CODE)


def test_a_code_that_two_devices_share_returns_both_unless_one_is_named() -> None:
    """The device is named in either language, or known from the conversation."""
    rows = [Passage(f"{device}-80", device, 1, "zh+en", "80 0x0050", text="超速\nOverspeed", models=(device,)) for device in ("controller", "servo")]
    index = KnowledgeIndex.build(rows)

    def coded(text: str, model: str | None = None) -> list[str]:
        return [hit.passage_id for hit in index.search(Question(text, "zh", model=model), 5) if hit.stage is Stage.CODE]

    assert coded("报警 80") == ["controller-80", "servo-80"]
    assert coded("servo alarm 80") == coded("伺服报警80怎么处理") == coded("报警 80", "SERVO") == ["servo-80"]
    assert coded("how do I control alarm 80 at the reservoir") == ["controller-80", "servo-80"]
    assert coded("alarm 80 on the controller") == coded("控制器报 0x50") == ["controller-80"]


@pytest.mark.parametrize("written", ["6204-2RS", "6204 2rs", "62042RS", "轴承 6204-2RS 有吗", "do you have the 6204 2RS bearing?"])
def test_a_part_number_is_found_with_and_without_its_dashes(written: str) -> None:
    """What counts are its letters and figures in order."""
    index = KnowledgeIndex.build(
        [
            Passage("bearing", "b", 1, "en", "Bearing of the drum", text="Replace the bearing.", codes=("6204-2RS",)),
            Passage("drum", "d", 1, "en", "Drum", text="The bearing of the drum"),
        ],
    )
    hits = index.search(Question(written, "en"), 3)
    assert (hits[0].passage_id, hits[0].stage) == ("bearing", Stage.CODE)
    assert hits[0].matched_codes


def test_codes_the_conversation_knows_count_like_those_in_the_words(alarms: KnowledgeIndex) -> None:
    """A follow-up without a code finds the alarm talked about."""
    assert alarms.search(Question("还是不行怎么办", "zh", codes=("0x1234",), audience=Audience.INTERNAL), 3)[0].passage_id == "c4660"


def test_titles_tell_what_a_passage_is_about_and_texts_what_they_mention() -> None:
    """A title of codes, or one that begins with a code and a separator; words with a figure in them are no codes."""
    assert codes_of_title("36116 0x8D14") == ("36116", "0x8d14")
    assert codes_of_title("E17: pump blocked") == codes_of_title("故障 E17 水泵堵塞") == ("e17",)
    assert codes_of_title("STM32F4 step rate") == codes_of_title("HDMI 2.1") == codes_of_title("Installing 20 tiles") == ()
    assert codes_in("Fault code E17 or 0x17, wait 20 minutes") == ("e17", "0x17")
    assert set(keys_of("0x0017")) & set(keys_of("23"))


@pytest.mark.parametrize(
    "text", ["error " + "no." * 2000 + "x 17", "报警" * 2000 + "17", "1 and " * 1500, "e1 " * 1500, "a-" * 2000 + "1", "部件号" * 900, "=" * 4000 + "5"]
)
def test_no_text_keeps_the_reading_of_codes_busy(alarms: KnowledgeIndex, text: str) -> None:
    """Words piled up by somebody who means harm are read in a moment like any others; ways of reading that try every combination would never end."""
    assert len(alarms.search(Question(text, "en"), 5)) <= 5
    assert len(codes_in(text)) <= 20

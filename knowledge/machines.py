"""Kinds of machines by their everyday names in both languages, to tell that a question is about another machine than a passage.

A fault code is a key, and machines of all kinds have an "E4": the steps for a cooler must not be told to somebody with a coffee machine. Invariant: only
two different kinds are a contradiction; a kind that nobody names, or that is not known here, contradicts nothing but its own name.
"""

import re
import unicodedata

_KINDS = (
    "cooler|fridge|refrigerator|freezer|chiller|冰柜|冰箱|冷柜|雪柜|展示柜|冷藏柜|保鲜柜|冷冻柜",
    "vending machine|vendor machine|售货机|贩卖机|售卖机",
    "beer dispenser|beer tap|beer machine|打酒机|啤酒机|扎啤机|出酒机|酒头",
    "coffee machine|coffee maker|espresso machine|咖啡机",
    "ice maker|ice machine|制冰机",
    "water dispenser|water cooler|饮水机|净水机|净水器",
    "water heater|boiler|热水器|开水器|锅炉",
    "dishwasher|glasswasher|洗碗机|洗杯机",
    "washing machine|washer|洗衣机",
    "air conditioner|aircon|空调",
    "oven|microwave|烤箱|微波炉|蒸箱",
    "juicer|blender|slush machine|榨汁机|搅拌机|雪泥机",
    "juice dispenser|juice machine|果汁机",
    "popcorn machine|爆米花机",
    "drill|screwdriver|电钻|手钻|起子机|螺丝刀",
    "grinder|角磨机|磨光机|砂轮机",
    "saw|锯|切割机",
    "hammer|电锤|电镐",
    "sander|planer|砂光机|刨",
    "welder|welding machine|焊机|热熔机|热熔器",
    "compressor unit|air compressor|screw compressor|空压机",
    "pump|水泵|油泵",
    "generator|发电机",
    "forklift|叉车",
    "printer|打印机|复印机",
    "scanner|扫描仪|扫码枪",
    "till|cash register|pos terminal|收银机|刷卡机",
    "scale|电子秤",
    "camera|摄像头|相机",
    "router|路由器",
    "robot|机器人|机械手",
    "inverter|frequency converter|变频器",
    "servo|伺服",
    "palletizer|conveyor|码垛机|输送机",
    "filling machine|灌装机",
    "labeller|labeler|贴标机",
)
_PATTERNS = tuple(
    re.compile("|".join(rf"(?<![a-z]){re.escape(word)}(?:e?s)?(?![a-z])" if word.isascii() else re.escape(word) for word in kind.split("|"))) for kind in _KINDS
)
_CHINESE_MACHINE = re.compile(r"[\u4e00-\u9fff]{2}机(?![\u4e00-\u9fff]?[器械型身号])")
_GENERAL = re.compile(r"[这那台个的是我们你他她它一]|手机|重启|开机|关机|停机|死机|待机|整机|主机|本机|单机|司机|时机|随机|有机")


def kinds_in(text: str) -> frozenset[int]:
    """The kinds of machines that a text names."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return frozenset(number for number, pattern in enumerate(_PATTERNS) if pattern.search(plain))


def contradict(question: str, about: str, told: str) -> bool:
    """Whether a question is about a machine of another kind than a passage; `about` says what that is about, `told` is all of it."""
    asked, known = kinds_in(question), kinds_in(about)
    if asked:
        return bool(known) and not asked & known
    named = [word for word in _CHINESE_MACHINE.findall(question) if not _GENERAL.search(word)]
    return bool(known) and any(word not in told for word in named)

"""Whether a sentence about orders names a company, judged by its words alone. Pure: no database.

Invariant: what is said does not depend on which companies exist, so nobody can find out by asking.
"""

import re

SHORTEST_HAN = 3
_ABOUT = r"(?:最近|最新|上一|上次|上个|最后|订单|单子|那单|这单|[买订]了|到哪)"
_HAN = re.compile(rf"([\u3400-\u9fffA-Za-z&·. ]{{1,24}}?)的?{_ABOUT}")
_HAN_COMPANY = re.compile(r"([\u3400-\u9fff]{2,16}?)(?:公司|商行|商贸|贸易|批发部?|超市|酒业|食品|百货|便利店|经营部|经销商|商店|集团)")
_HAN_FILLERS = re.compile(
    r"最近|最新|上一|上次|上个|最后|订单|我们?|咱们?|你们?|您|自己|本店|本公司|请问?|麻烦|帮忙?|给|替|把|查询?|看|瞧|问|告诉|知道|想|要|能|可以|一下|下|[这那]家?|今天|昨天|前天|现在"
    r"|目前|还有|还|和|跟|的|了|呢|吗|呀|啊|你好|好|老板|师傅|经理|公司|店里?|上周|本周|上月|本月|状态|什么|哪|有|没|到|是|单"
)
_CODE = re.compile(r"(?<![A-Za-z0-9-])(?!SO|PO)[A-Z]{1,4}-?\d{1,4}(?![A-Za-z0-9-])")
_NAME = r"[A-Z][\w&.'’-]*(?:\s+(?:[A-Z&][\w&.'’-]*|of|and|the))*"
_OF = re.compile(rf"\b(?:orders?|purchases?|shipments?|deliver(?:y|ies))\b[^.,;?!]*?\s(?:of|for|from|by)\s+(?:the\s+)?({_NAME})")
_OWNER = re.compile(rf"({_NAME})['’]s?\s+(?:\w+\s+){{0,3}}?(?:orders?|purchases?|shipments?|deliver(?:y|ies))\b")
_LATIN_COMPANY = re.compile(
    r"\b([A-Za-z][\w&.'’-]*)\s+(?:wholesale|trading|stores?|markets?|mart|supermarket|retail|beverages?|foods?|ltd|limited|inc|llc|company|co)\b", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"(?:what|where|when|which|who|how|it|that|this|the|my|our|your|let|show|i|me|us|a|an|all|any|in|of|for|last|latest|today|yesterday|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)",
    re.IGNORECASE,
)


def company_in(text: str) -> str | None:
    """The company that a sentence about orders is about, as written; None when it names none."""
    for found in (*_OF.finditer(text), *_OWNER.finditer(text), *_LATIN_COMPANY.finditer(text)):
        name = found.group(1).strip()
        if not _NO_NAME.fullmatch(name.split()[0].rstrip(".,")):
            return name
    code = _CODE.search(text)
    if code:
        return code.group(0)
    company = _HAN_COMPANY.search(text)
    if company and len(_plain(company.group(1))) > 1:
        return _plain(company.group(0))
    about = _HAN.search(text)
    return _plain(about.group(1)) if about and len(_plain(about.group(1))) >= SHORTEST_HAN else None


def _plain(text: str) -> str:
    """The longest run of characters that are no fillers."""
    return max(_HAN_FILLERS.sub(" ", text).split(), key=len, default="")

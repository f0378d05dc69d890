"""Words about the table that a person sent last, about last month's totals, and about files to be had, read before any brain: they name exactly one deed.

Invariant: only a sentence that says nothing else is taken; everything beside it goes to the brain.
"""

import re
from collections.abc import Sequence

from bot.brain.embedded.cues import fold, status_patterns
from bot.messages import Attachment
from bot.periods import period_in
from bot.said import Outcome, Said
from tools.context import ToolContext
from tools.direct import may_order
from tools.tables import OrderFilter, draft_table, export_orders, order_last_month, receive_table, today_of

_DRAFT = re.compile(
    r"\W*(?:请|帮我|麻烦)?(?:把|用|将|按)?(?:这张|这个|刚才的?|上面的?)?(?:表格?|表单|excel)(?:里)?(?:再导入一次)?(?:中?明确的行?)?"
    r"(?:都)?(?:做成|生成|转成|变成|下成?)(?:一张)?(?:草稿|订单|单)吧?\W*|"
    r"\W*(?:please |pls )?(?:make|create|prepare) (?:a )?(?:draft|order)s? (?:of|from|out of) (?:the |this |that |my )?(?:table|sheet|spreadsheet|excel)"
    r"(?: again)?\W*|"
    r"\W*(?:turn|make) (?:the |this |that )?(?:table|sheet|spreadsheet) into (?:a )?(?:draft|order)(?: again)?\W*",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\W*(?:请)?(?:只|先)?用(?:表格?里?)?(?:已)?(?:明确|清楚|识别)的行?(?:做成|生成|转成)?(?:草稿|订单)?(?:[,，]?再导入一次)?\W*|"
    r"\W*(?:please )?(?:draft|take|use|order) (?:only |just )?the clear rows(?: only)?(?: again)?\W*",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"再导入一次|\bagain\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\W*(?:请|帮我|麻烦)?(?:就)?(?:按|照|用|跟)(?:着)?上(?:个)?月(?:份)?的?(?:总量|总数|合计|订货量|总订量|用量|量)?(?:再)?(?:下|来|订|做|生成)(?:一)?(?:单|次|遍|张单|张草稿|个草稿|份)?吧?\W*|"
    r"\W*(?:please |pls )?(?:order|draft|repeat|reorder) (?:the )?(?:totals? of last month|"
    r"last month'?s (?:totals?|order|quantities|volume)|what (?:i|we) ordered last month)(?: again)?\W*|"
    r"\W*(?:make )?(?:my |the |our )?monthly order(?: please)?\W*",
    re.IGNORECASE,
)


_ORDER_THIS = re.compile(
    r"\W*(?:这个?是)?(?:我们?的?)?(?:单子|清单|表格?)?[,，]?(?:请|麻烦|帮我|帮忙)*(?:把|按照?|照|就|用)?着?(?:这|那)?(?:个|张|份)?(?:附件|表格?|单子|清单|上面|里面)?(?:里|上)?的?"
    r"(?:全部|都)?(?:下单|下个单|订货|订|发货|发|做单|来一单)(?:一下|吧|了|给我)?\W*(?:谢谢|多谢|辛苦了?)?\W*|"
    r"\W*(?:please |pls |can you |could you )?(?:order|place|draft|process|send|take) "
    r"(?:this|these|it|all|everything|attached|my order|(?:the|this|that) (?:attached )?(?:list|sheet|table|file|order|spreadsheet))"
    r"(?: for (?:me|us))?(?: please)?\W*(?:thanks|thank you|thx)?\W*",
    re.IGNORECASE,
)


_EXPORT = re.compile(r"导出|导成|下载|\b(?:export|download)\b", re.IGNORECASE)
_ORDERS = re.compile(r"订单|单据|\borders?\b", re.IGNORECASE)
_FORM = re.compile(
    r"\W*(?:请|麻烦|帮我|我想|我要|给我|能不能|可以)*(?:下载|导出|要|发|给我?|来)(?:一[份张个])?(?:我们?的?|空白的?)*(?:订货|下单|订单|要货|采购|进货)(?:单|表格?)?的?"
    r"(?:模板|模版|样表|空表|空白表)(?:给我|一下|吧|吗)*\W*|"
    r"\W*(?:please |pls |can you |could you |i need |i want |i'd like )*(?:to )?(?:send|give|download|get|export|have)?"
    r"(?: me)? ?(?:my |an? |the |our )?(?:blank |empty )?"
    r"order(?:ing)? (?:form|template)(?: please)?\W*",
    re.IGNORECASE,
)
_ONE_ORDER = re.compile(r"\bSO-?\d|这[张个]?单|那[张个]?单|模板|order form|template", re.IGNORECASE)
_CSV = re.compile(r"csv", re.IGNORECASE)
_BESIDE = re.compile(
    r"导出来?|导成|下载|订单|单据|列表|清单|明细|记录|数据|请|麻烦|帮我|帮忙|给我|可以|能不能|能|把|将|我们?|咱们?|店里?|全部|所有|整个|都|的|成|为|到|一下|一份|个|份|吧|吗|了|表格?|文件|电子|格式|"
    r"excel|xlsx|csv|谢谢|"
    r"\b(?:please|pls|can|could|you|i|me|my|our|all|the|of|a|an|as|to|into|in|for|from|export|download|orders?|list|file|spreadsheet|table|format|"
    r"need|want|get|give|thanks?|with|placed|that|are|were)\b",
    re.IGNORECASE,
)


def take_tables(context: ToolContext, tables: Sequence[Attachment], text: str) -> bool:
    """Read the tables of a message; True when nothing else is to be done: it says no more than that they are an order, or nothing at all."""
    for table in tables:
        receive_table(context, table.name, table.data)
    if text and _ORDER_THIS.fullmatch(text) is None:
        return False
    if text and may_order(context):
        draft_table(context, partly=False, again=False)
    return True


def settle_tables(said: Said) -> Outcome | None:
    """A list of orders or the order form as a file, a draft of the last table, or one of last month's totals."""
    if _exports(said):
        return Outcome(did="list_orders")
    if not may_order(said.context):
        return None
    if _FORM.fullmatch(said.text):
        return Outcome(("table.form",))
    if _MONTH.fullmatch(said.text):
        order_last_month(said.context)
        return Outcome(did="repeat_last_order")
    partly = _PARTLY.fullmatch(said.text) is not None
    if partly or _DRAFT.fullmatch(said.text):
        draft_table(said.context, partly=partly, again=_AGAIN.search(said.text) is not None)
        return Outcome(did="draft_order")
    return None


def _exports(said: Said) -> bool:
    """Offer the orders of a span of days and a status as a file, when the words ask for that and for nothing else."""
    text = fold(said.text)
    if not (_EXPORT.search(text) and _ORDERS.search(text)) or _ONE_ORDER.search(text):
        return False
    period = period_in(text, today_of(said.context))
    rest = text[: period.start] + " " + text[period.end :] if period is not None else text
    statuses, pattern = next(((names, words) for names, words in status_patterns() if words.search(rest)), ("", None))
    if pattern is not None:
        rest = pattern.sub(" ", rest)
    if re.search(r"\w", _BESIDE.sub(" ", rest)):
        return False
    days = (period.first, period.last) if period is not None else (None, None)
    wanted = OrderFilter(statuses=tuple(filter(None, statuses.split(","))), placed_from=days[0], placed_to=days[1])
    export_orders(said.context, wanted, "csv" if _CSV.search(text) else "xlsx")
    return True

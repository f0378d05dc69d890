"""The state of a dialogue: what the next message may refer to. Made from the typed results of each turn, stored with the turn.

Invariant: it holds names, codes and ids only, no price, stock or credit figure; it helps to choose, never to answer. `shown` are the ids of
the proposals as this conversation showed them last: a typed yes is good for those and for no other version.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tools.confirming import ORDER_CANCEL, ORDER_CHANGE, ORDER_CLOSE, ORDER_DRAFT, ORDER_RETURN, TICKET
from tools.views import (
    ArticleAnswer,
    ChangeView,
    ConfirmResult,
    CreditAnswer,
    Discarded,
    DraftView,
    LineView,
    OrderList,
    OrderView,
    PriceAnswer,
    ProductList,
    QuestionKind,
    QuestionTicket,
    ReturnOffer,
    StockAnswer,
    TicketOffer,
    Timeline,
)

_GOODS = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]{4}")
MOST_LISTED = 20
MOST_NAMED = 8


def next_state(state: Mapping[str, Any], results: Sequence[Any], lang: str, called: Sequence[str]) -> dict[str, Any]:
    """The state after a turn. What a turn does not touch stays; `last_tools` are those of this turn when it called any."""
    after = {"draft": None, "products": [], "orders": [], "names": {}, "numbers": {}, "shown": {}, "last_tools": [], **state, "lang": lang}
    after.pop("unsure", None)
    for result in results:
        _note(after, result)
    shown = {item.sku: item for result in results if isinstance(result, StockAnswer | PriceAnswer | ProductList) for item in result.items}
    if shown:
        after["products"] = [{"sku": item.sku, "zh": item.name_zh, "en": item.name_en} for item in list(shown.values())[:MOST_LISTED]]
    if called:
        after["last_tools"] = list(called)
    for field in ("names", "numbers", "shown"):
        after[field] = dict(list(after[field].items())[-MOST_NAMED:])
    return after


def shown_key(kind: str, subject: str) -> str:
    """Under what a proposal stands in `shown`; `kind` is that of the proposal, `subject` a draft or an order."""
    return f"{kind}:{subject}"


def _note(after: dict[str, Any], result: Any) -> None:  # noqa: C901 - one case for each kind of result
    match result:
        case DraftView():
            _note_draft(after, result)
        case Discarded():
            after["draft"] = None
        case ChangeView():
            _note_change(after, result)
        case ConfirmResult():
            _note_confirmation(after, result)
        case ReturnOffer():
            after["orders"] = [result.number]
            names = sorted({name for line in result.lines for name in (line.name_zh, line.name_en, line.sku)})
            after["names"] = {**after["names"], result.number: names}
            after["shown"] = _with(after["shown"], shown_key(ORDER_RETURN, result.order_id), result.proposal_id)
        case TicketOffer():
            after["shown"] = _with(after["shown"], shown_key(TICKET, result.conversation_id), result.proposal_id)
        case ArticleAnswer():
            _note_article(after, result)
        case QuestionTicket():
            after["asked"] = dict(list({**after.get("asked", {}), result.key: result.ticket.number}.items())[-MOST_NAMED:])
        case OrderView() | Timeline():
            after["orders"] = [result.number]
        case OrderList():
            after["orders"] = [item.number for item in result.page.items[:MOST_LISTED]]
            after["listed"] = after["orders"]
            after["dealer"] = (result.dealer_name_zh if after["lang"] == "zh" else result.dealer_name_en) or after.get("dealer", "")
        case CreditAnswer():
            after["dealer"] = "" if result.own else result.dealer_name_zh if after["lang"] == "zh" else result.dealer_name_en
        case _:
            pass


def _note_article(after: dict[str, Any], answer: ArticleAnswer) -> None:
    """What the talk is about: the article and how far it was read, or the question that waits for the name of a machine."""
    if answer.piece is not None:
        piece = answer.piece
        after["article"] = {"id": piece.article_id, "last": piece.passage_id, "model": answer.model, "codes": list(piece.codes), "more": piece.more}
    elif answer.status == "which":
        after["article"] = {**(after.get("article") or {}), "question": answer.question, "choices": list(answer.choices)}


def _note_draft(after: dict[str, Any], draft: DraftView) -> None:
    lines = [{"sku": line.sku, "zh": line.name_zh, "en": line.name_en} for line in draft.lines]
    open_ones = [one for one in draft.questions if one.blocking]
    questions = [{"id": one.id, "kind": str(one.kind), "candidates": [candidate.sku for candidate in one.candidates]} for one in open_ones]
    asked = next((one.id for one in draft.questions if one.kind is QuestionKind.DUPLICATE), None)
    twin: dict[str, Any] = {} if asked is None else {"twin": asked}
    unfound = [one.source for one in draft.questions if one.kind is QuestionKind.UNKNOWN_PRODUCT and one.source]
    twin = {**twin, "unfound": unfound} if unfound else twin
    after["draft"] = {"id": draft.draft_id, "lines": lines, "questions": questions, "beside": draft.beside, **twin} if lines or questions else None
    _name(after, draft.draft_id, draft.lines, (draft.ship_to_name_zh, draft.ship_to_name_en))
    after["numbers"] = {**after["numbers"], draft.draft_id: draft.number}
    key = shown_key(ORDER_DRAFT, draft.draft_id)
    others = {one: known for one, known in after["shown"].items() if draft.beside or one == key or not one.startswith(ORDER_DRAFT)}
    after["shown"] = _with(others, key, draft.proposal_id)


def _note_change(after: dict[str, Any], change: ChangeView) -> None:
    _name(after, change.number, (*change.before, *change.after))
    after["orders"] = [change.number]
    kind = {"cancel": ORDER_CANCEL, "close": ORDER_CLOSE, "close_ask": ORDER_CLOSE}.get(change.kind, ORDER_CHANGE)
    after["shown"] = _with(after["shown"], shown_key(kind, change.order_id), change.proposal_id)


def _with(shown: Mapping[str, str], key: str, proposal_id: str | None) -> dict[str, str]:
    """`shown` with the proposal as the newest; a view without one, as of a refusal, leaves what was shown before."""
    if proposal_id is None:
        return dict(shown)
    return {**{one: known for one, known in shown.items() if one != key}, key: proposal_id}


def _note_confirmation(after: dict[str, Any], result: ConfirmResult) -> None:
    if result.draft is not None:
        _note_draft(after, result.draft)
    elif result.outcome == "submitted":
        if not after["draft"] or after["draft"]["id"] == result.subject:
            after["draft"] = None
        after["shown"] = {key: one for key, one in after["shown"].items() if key != shown_key(ORDER_DRAFT, result.subject)}
    if result.change is not None:
        _note_change(after, result.change)
    if result.order is not None:
        after["orders"] = [result.order.number]
        after["shown"] = {key: one for key, one in after["shown"].items() if not key.endswith(f":{result.order.order_id}")}


def _name(after: dict[str, Any], subject: str, lines: Sequence[LineView], places: Sequence[str] = ()) -> None:
    names = {**after["names"]}
    names.pop(subject, None)
    after["names"] = {**names, subject: sorted({*filter(None, places), *(name for line in lines for name in (line.name_zh, line.name_en, line.sku))})}


def worth_showing(results: Sequence[Any]) -> list[Any]:
    """The results without what a later one of the same turn made needless: a list of one order that is shown, an empty answer that was asked again."""
    shown = {result.number for result in results if isinstance(result, OrderView)}
    return [_without_crumbs(result) for index, result in enumerate(results) if not _needless(result, results[index + 1 :], shown)]


def _needless(result: Any, later: Sequence[Any], shown: set[str]) -> bool:
    if isinstance(result, OrderList):
        return len(result.page.items) == 1 and result.page.items[0].number in shown
    if isinstance(result, StockAnswer | PriceAnswer):
        return not result.items and any(type(one) is type(result) and one.items for one in later)
    return False


def _without_crumbs(result: Any) -> Any:
    """An answer that found products without the single characters and short words it could not place."""
    if isinstance(result, StockAnswer | PriceAnswer) and result.items:
        return replace(result, unknown=tuple(word for word in result.unknown if _GOODS.search(word)))
    return result

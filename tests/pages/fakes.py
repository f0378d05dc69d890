"""A stand-in for the assistant: answers with hand-made replies and remembers what it was sent."""

import threading
import time
from dataclasses import dataclass, field

from backend.conversations.service import Turn, find_reply, open_conversation, record_turn
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database
from bot.messages import Badge, Button, Card, Cell, Column, IncomingMessage, Reply, Row, Text, reply_from_json

HEADINGS = {"zh": ("商品", "数量", "单价", "金额"), "en": ("Product", "Quantity", "Unit price", "Amount")}


@dataclass(slots=True)
class FakeAssistant:
    """Answers every message with a draft card of `lines` lines, or by the word: "credit", "fail", "slow"."""

    database: Database
    clock: Clock
    received: list[IncomingMessage] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, actor: Actor, message: IncomingMessage) -> Reply:
        """The stored answer to a message seen before, else a new one."""
        with self.lock:
            self.received.append(message)
            conversation = self.database.write(lambda uow: open_conversation(uow, actor, message.connector, message.chat))
            stored = self.database.read(lambda uow: find_reply(uow, conversation.id, message.message_id))
            if stored is not None:
                return reply_from_json(stored)
            if "fail" in message.text and sum(1 for other in self.received if other.message_id == message.message_id) == 1:
                raise RuntimeError("made to fail")
            if "slow" in message.text:
                time.sleep(1)
            lang = "zh" if any("一" <= char <= "鿿" for char in message.text) else "en"
            reply = self._answer(message, lang)
            turn = Turn(message.message_id, message.text, reply.to_json(), {})
            self.database.write(lambda uow: record_turn(uow, conversation.id, turn, clock=self.clock))
            return reply

    def _answer(self, message: IncomingMessage, lang: str) -> Reply:
        if message.action and message.action.startswith("confirm:"):
            return Reply(lang, (Card("order", "SO-25000001", notes=("已下单" if lang == "zh" else "Ordered",)),), "embedded")
        if "credit" in message.text or "额度" in message.text:
            return Reply(lang, (Text("够。额度 60,000.00,已占用 14,535.36,本单 2,318.76 后余 43,145.88。\n应收 12,000.00 · 未发订单 2,535.36 · 截至 09:31"),), "embedded")
        count = 40 if "40" in message.text else 5
        return Reply(lang, (draft_card(lang, len(self.received), count),), "embedded")


def draft_card(lang: str, version: int, count: int) -> Card:
    """A draft like the one in the pictures."""
    zh = lang == "zh"
    names = ["可口可乐 330ml 罐装", "雪碧 330ml 罐装", "农夫山泉 550ml", "红牛 250ml 罐装"] if zh else ["Coca-Cola 330ml can", "Sprite 330ml can", "Nongfu Spring 550ml", "Red Bull 250ml can"]
    unit, base = ("箱", "罐") if zh else ("cases", "cans")
    rows = [
        Row(
            (Cell(names[i % 4] if i < 4 else f"{names[i % 4]} {i}", f"24 {base}/{unit} · {'现货' if zh else 'in stock'} 900 {unit}"), Cell(f"{20 + i} {unit}", f"{480 + 24 * i} {base}"), Cell("43.32"), Cell("866.40")),
            badges=(Badge("减半" if zh else "halved"),) if i == 1 else (),
        )
        for i in range(count - 1)
    ]
    choices = (("先要 3 箱", "take_available"), ("10 箱,缺的后补", "backorder"), ("不要了", "drop")) if zh else (("Take 3 cases", "take_available"), ("All 10, rest later", "backorder"), ("Drop it", "drop"))
    short = Row(
        (Cell("魔爪 330ml" if zh else "Monster Energy 330ml"), Cell("待定" if zh else "open"), Cell("95.76"), Cell("—")),
        badges=(Badge("要 10 箱,现货 3 箱" if zh else "asked 10, 3 in stock", "warning"),),
        buttons=tuple(Button(label, f"answer:q1:{code}") for label, code in choices),
    )
    title = f"草稿 v{version} · 照 6月4日的订单 SO-1003 · 确认前不会下单" if zh else f"Draft v{version} · as order SO-1003 of 4 June 2025 · nothing is ordered before you confirm"
    notes = ("送 城西仓", "6月13日(周五)前", "本单后额度余 43,145.88") if zh else ("To West Warehouse", "by Fri 13 June 2025", "credit left after it 43,145.88")
    return Card(
        "draft",
        title,
        tuple(Column(heading, figure=index > 0) for index, heading in enumerate(HEADINGS[lang])),
        (*rows, short),
        Cell("2,318.76"),
        "合计(含税,未含魔爪)" if zh else "Total (tax included, without Monster)",
        notes,
        (),
        (Button("确认下单 ¥2,318.76" if zh else "Confirm CNY 2,318.76", "confirm:abc", "primary"), Button("修改" if zh else "Change", "say:修改" if zh else "say:change")),
    )

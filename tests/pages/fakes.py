"""A stand-in for the assistant: answers with hand-made replies and remembers what it was sent."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from backend.conversations.service import Turn, find_reply, open_conversation, record_turn
from backend.identity.domain import Actor
from backend.kit.clock import Clock
from backend.kit.db import Database
from bot.messages import Badge, Button, Card, Cell, Column, IncomingMessage, Reply, Row, Text, reply_from_json
from bot.progress import Event, Tell, document_of

WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "headings": ("商品", "数量", "单价", "金额"),
        "names": ("可口可乐 330ml 罐装", "雪碧 330ml 罐装", "农夫山泉 550ml", "红牛 250ml 罐装"),
        "pack": "24 罐/箱 · 现货 900 箱",
        "unit": "箱",
        "base": "480 罐",
        "halved": "减半",
        "short": "魔爪 330ml",
        "open": "待定",
        "few": "要 10 箱,现货 3 箱",
        "choices": ("先要 3 箱", "10 箱,缺的后补", "不要了"),
        "title": "草稿 v{version} · 照 6月4日的订单 SO-1003 · 确认前不会下单",
        "total": "合计(含税,未含魔爪)",
        "notes": ("送 城西仓", "6月13日(周五)前", "本单后额度余 43,145.88"),
        "confirm": "确认下单 ¥2,318.76",
        "change": "修改",
    },
    "en": {
        "headings": ("Product", "Quantity", "Unit price", "Amount"),
        "names": ("Coca-Cola 330ml can", "Sprite 330ml can", "Nongfu Spring 550ml", "Red Bull 250ml can"),
        "pack": "24 cans/case · in stock 900 cases",
        "unit": "cases",
        "base": "480 cans",
        "halved": "halved",
        "short": "Monster Energy 330ml",
        "open": "open",
        "few": "asked 10, 3 in stock",
        "choices": ("Take 3 cases", "All 10, rest later", "Drop it"),
        "title": "Draft v{version} · as order SO-1003 of 4 June 2025 · nothing is ordered before you confirm",
        "total": "Total (tax included, without Monster)",
        "notes": ("To West Warehouse", "by Fri 13 June 2025", "credit left after it 43,145.88"),
        "confirm": "Confirm CNY 2,318.76",
        "change": "Change",
    },
}


@dataclass(slots=True)
class FakeAssistant:
    """Answers every message with a draft card of `lines` lines, or by the word: "credit", "fail", "slow"."""

    database: Database
    clock: Clock
    received: list[IncomingMessage] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reply(self, actor: Actor, message: IncomingMessage, tell: Tell | None = None) -> Reply:
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
                if tell is not None:
                    tell(Event("status", "正在读订单…"))
                    tell(Event("block", document_of(Text("先查到了库存"))))
                time.sleep(1)
            lang = "zh" if any("一" <= char <= "鿿" for char in message.text) else "en"
            reply = self._answer(message, lang)
            turn = Turn(message.message_id, message.text, reply.to_json(), {})
            self.database.write(lambda uow: record_turn(uow, conversation.id, turn, clock=self.clock))
            return reply

    def _answer(self, message: IncomingMessage, lang: str) -> Reply:
        if message.action and message.action.startswith("confirm:"):
            return Reply(lang, (Card("order", "SO-25000001", notes=("已下单" if lang == "zh" else "Ordered",)),), "embedded")
        if message.attachments:
            files = ", ".join(f"{file.kind} {file.name} {len(file.data)}" for file in message.attachments)
            return Reply(lang, (Text(f"收到 {files}"),), "embedded")
        if "credit" in message.text or "额度" in message.text:
            return Reply(lang, (Text("够。额度 60,000.00,已占用 14,535.36,本单 2,318.76 后余 43,145.88。\n应收 12,000.00 · 截至 09:31"),), "embedded")
        count = 40 if "40" in message.text else 5
        return Reply(lang, (draft_card(lang, len(self.received), count),), "embedded")


def draft_card(lang: str, version: int, count: int) -> Card:
    """A draft like the one in the design, the last line of which is short of stock."""
    words = WORDS[lang]
    rows = [_row(words, index) for index in range(count - 1)]
    choices = zip(words["choices"], ("take_available", "backorder", "drop"), strict=True)
    short = Row(
        (Cell(words["short"]), Cell(words["open"]), Cell("95.76"), Cell("—")),
        badges=(Badge(words["few"], "warning"),),
        buttons=tuple(Button(label, f"answer:q1:{code}") for label, code in choices),
    )
    return Card(
        "draft",
        words["title"].format(version=version),
        tuple(Column(heading, figure=index > 0) for index, heading in enumerate(words["headings"])),
        (*rows, short),
        Cell("2,318.76"),
        words["total"],
        words["notes"],
        (),
        (Button(words["confirm"], "confirm:abc", "primary"), Button(words["change"], f"say:{words['change']}")),
    )


def _row(words: dict[str, Any], index: int) -> Row:
    name = words["names"][index % 4]
    return Row(
        (Cell(name if index < 4 else f"{name} {index}", words["pack"]), Cell(f"{20 + index} {words['unit']}", words["base"]), Cell("43.32"), Cell("866.40")),
        badges=(Badge(words["halved"]),) if index == 1 else (),
    )

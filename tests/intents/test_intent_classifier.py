"""Promises of the intent classifier: what it knows, how fast it is, and that serving never loads the library that trained it."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bot.commands.evaluating import evaluate_intents
from bot.intents import classifier as classifying
from bot.intents.classifier import IntentClassifier, classifier, load_model, model_file
from bot.intents.concepts import concepts_in
from bot.intents.corpus_files import FOLDER, fingerprint, read_corpus
from bot.intents.domain import INTENTS
from bot.intents.features import counted_columns, masked

ROOT = Path(__file__).resolve().parents[2]
CLEAR = {
    "order": ("给我来十二箱矿泉水,明天要", "we'd like 30 boxes of crisps delivered on Monday"),
    "amend_or_cancel": ("刚下的那张单不要了", "please take two boxes off my order"),
    "order_status": ("我的货怎么还没送到", "has my delivery left the depot yet?"),
    "stock_check": ("苏打水还有现货吗", "do you have any oat milk in stock?"),
    "price": ("大桶的食用油什么价", "how much is a case of lemonade?"),
    "replenishment": ("下周该进多少货合适", "what should I restock before the holiday?"),
    "diversion_report": ("隔壁市的货跑到我们区域来卖,低价冲货", "another dealer is selling your goods in my territory"),
    "after_sales": ("冰柜不制冷了,怎么修", "the coffee machine is leaking, how do I fix it?"),
    "analytics": ("上个月哪个品类卖得最好", "compare our sales of March and April"),
    "credit_statement": ("我们还欠多少货款", "please send me the statement for last month"),
    "return_claim": ("收到的箱子压坏了,要退货", "six bottles arrived broken, I want a refund"),
    "feedback": ("希望你们的小程序字体大一点", "your drivers are always friendly, well done"),
    "smalltalk_help": ("你好,你能做什么", "hello, what can you do?"),
    "human_handover": ("我要跟真人客服说话", "let me talk to a real person please"),
}


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in CLEAR.items() for text in texts])
def test_a_clear_wish_is_understood_in_both_languages(intent: str, text: str) -> None:
    """Plain wording of every intent."""
    assert classifier().classify(text).intent == intent


def test_the_corpus_has_hundreds_of_texts_for_every_intent_and_language() -> None:
    """Few texts are not enough: what is not in the corpus is not learnt."""
    spread = Counter((one.intent, one.lang) for one in read_corpus())
    assert set(spread) == {(intent, lang) for intent in INTENTS for lang in ("zh", "en")}
    assert min(spread.values()) >= 150


def test_every_text_of_the_corpus_has_an_id_of_its_own() -> None:
    """So that a reviewer can name it."""
    ids = [json.loads(line)["id"] for file in FOLDER.glob("*.jsonl") for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(ids) == len(set(ids))


def test_probabilities_add_up_and_nonsense_is_not_acted_on() -> None:
    """A text without a known word is uncertain."""
    scores = classifier().classify("zzzz qqqq")
    assert sum(scores.probabilities.values()) == pytest.approx(1, abs=1e-4)
    assert not scores.sure
    assert len(scores.likely(3)) == 3


def test_without_a_model_nothing_is_certain() -> None:
    """A broken cache folder costs certainty, never an answer."""
    scores = IntentClassifier(None).classify("来十箱可乐")
    assert not scores.sure
    assert set(scores.probabilities.values()) == {1 / len(INTENTS)}


def test_a_damaged_model_is_the_same_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not tried again at every message either."""
    broken = tmp_path / "intents.npz"
    broken.write_bytes(b"no archive")
    monkeypatch.setattr(classifying, "ensure_model", lambda: broken)
    classifier.cache_clear()
    try:
        assert not classifier().classify("hello").sure
    finally:
        classifier.cache_clear()


def test_serving_never_loads_the_library_that_trained_the_model() -> None:
    """Only numpy; it would cost a second and a hundred megabytes."""
    classifier()
    code = (
        "import sys; from bot.intents.classifier import classifier;"
        " print(classifier().classify('hello').intent, 'sklearn' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["smalltalk_help", "False", "False"]


def test_the_stored_model_is_plain_arrays_and_named_after_what_it_was_made_of() -> None:
    """No pickle, and a changed corpus is a new file."""
    classifier()
    file = model_file()
    assert fingerprint() in file.name
    with np.load(file, allow_pickle=False) as stored:
        assert set(stored) == {"columns", "rarity", "weights", "bias", "settings"}
    assert load_model(file).threshold < 1


def test_what_differs_from_order_to_order_is_masked() -> None:
    """Two orders that differ in figures only are the same wish."""
    assert masked("SO-1003 20箱可乐 3月5日") == masked("SO-2044 7箱可乐 11月2日")
    assert masked("12 cases of coke") == masked("30 cases of coke")
    assert masked("来10箱北冰洋", ["北冰洋"]) == masked("来10箱可口可乐", ["可口可乐"])


def test_traditional_characters_and_wide_letters_are_the_same_text() -> None:
    """Both scripts, both widths."""
    assert counted_columns("我的貨怎麼還沒到") == counted_columns("我的货怎么还没到")
    assert counted_columns("ＨＥＬＬＯ") == counted_columns("hello")


def test_a_concept_is_found_as_a_whole_word_only() -> None:
    """As "fan" is no part of "fantastic", while "leak" begins "leaking"."""
    assert "machine" not in concepts_in("fantastic")
    assert "fault" in concepts_in("it is leaking")
    assert {"machine", "fault"} <= set(concepts_in("冰柜不制冷"))


def test_evaluate_intents_prints_the_figures_and_writes_predictions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line of stdout is one JSON object; predictions are joined by id."""
    file, out = tmp_path / "texts.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": f"t{number}", "lang": "en", "intent": intent, "text": texts[1]} for number, (intent, texts) in enumerate(CLEAR.items())]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    evaluate_intents(file, out=out)
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["accuracy"] == 1.0
    assert set(figures["by_intent"]) == set(INTENTS)
    assert "p95_ms" in figures
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == [row["id"] for row in rows]

"""Finding passages: by words, across languages, for whom they are meant."""

from dataclasses import replace

import pytest

from knowledge import ANSWERABLE, Audience, KnowledgeIndex, Passage, Question, Stage
from knowledge.baselines import Ceiling, Floor

ARTICLES = (
    ("zh-frost", "zh", "展示柜结霜", "蒸发器结霜严重时，先断电，打开柜门化霜两小时，再检查门封条是否漏气。"),
    ("zh-syrup", "zh", "糖浆管堵塞", "饮料机出糖浆少，拆下糖浆接头，用温水冲洗管路，然后重新安装。"),
    ("zh-tile", "zh", "瓷砖空鼓", "铺贴后出现空鼓，多因基层未清洁或瓷砖胶不足，敲开后重新铺贴。"),
    ("en-belt", "en", "Adjusting the belt tension", "Loosen the motor screws, move the motor until the belt gives 5 mm, then tighten the screws again."),
    ("en-probe", "en", "Calibrating the probe offset", "Home all axes, lower the nozzle to a sheet of paper and save the offset of the probe."),
    ("en-clean", "en", "Cleaning the condenser", "Switch the machine off and brush dust from the condenser fins once a month."),
)
QUESTIONS = (
    ("展示柜里面结霜了怎么处理", "zh-frost", Stage.WORDS),
    ("糖浆出得很少", "zh-syrup", Stage.WORDS),
    ("how do I tighten the belt?", "en-belt", Stage.WORDS),
    ("the condenser is full of dust", "en-clean", Stage.WORDS),
    ("皮带太松了怎么调节张力", "en-belt", Stage.TRANSLATED),
    ("探针偏移怎么校准", "en-probe", Stage.TRANSLATED),
    ("tiles sound hollow after laying", "zh-tile", Stage.TRANSLATED),
    ("frost on the evaporator of the display cabinet", "zh-frost", Stage.TRANSLATED),
    ("展示櫃結霜了", "zh-frost", Stage.WORDS),
)


def _passages() -> list[Passage]:
    return [Passage(name, name, 1, lang, title, text=text) for name, lang, title, text in ARTICLES]


@pytest.fixture(scope="module")
def index() -> KnowledgeIndex:
    """A handful of articles in both languages."""
    return KnowledgeIndex.build(_passages())


@pytest.mark.parametrize(("text", "expected", "stage"), QUESTIONS)
def test_a_question_finds_its_passage_in_its_own_language_or_the_other(index: KnowledgeIndex, text: str, expected: str, stage: Stage) -> None:
    """An English article answers a Chinese question and the other way round; traditional characters are read."""
    best = index.search(Question(text, "zh"), 3)[0]
    assert (best.passage_id, best.stage) == (expected, stage)


@pytest.mark.parametrize("text", ["明天天气怎么样", "who won the football match yesterday", "帮我写一首诗", "the capital of France"])
def test_a_question_about_something_else_stays_below_the_threshold(index: KnowledgeIndex, text: str) -> None:
    """Its best hit, if any, is not sure enough to answer with, and every answerable question above is."""
    hits = index.search(Question(text, "en"), 3)
    assert not hits or hits[0].confidence < ANSWERABLE


def test_a_code_that_nobody_knows_is_not_answered_by_the_words_around_it(index: KnowledgeIndex) -> None:
    """E99 on the condenser is not the article on cleaning the condenser."""
    sure = index.search(Question("cleaning the condenser", "en"), 1)[0].confidence
    assert index.search(Question("E99 cleaning the condenser", "en"), 1)[0].confidence < ANSWERABLE < sure


def test_what_stands_only_in_articles_for_others_is_unknown_to_a_reader() -> None:
    """A code that only an internal article knows is not answered to a dealer by the words around it, and he does not learn that it exists."""
    told = ("Condenser", (), "Cleaning the condenser of the cooler, step by step.")
    mine = Passage("a:1", "a", 1, "en", *told)
    hidden = Passage("b:1", "b", 1, "en", "F7: service menu", (), "Hold both keys for F7.", ("F7",), audience=Audience.INTERNAL)
    question = Question("F7 cleaning the condenser", "en")
    with_it, without = (KnowledgeIndex.build(passages).search(question, 1)[0].confidence for passages in ([mine, hidden], [mine]))
    assert max(with_it, without) < ANSWERABLE
    assert KnowledgeIndex.build([mine, hidden]).search(replace(question, audience=Audience.INTERNAL), 1)[0].passage_id == "b:1"


def test_nobody_finds_what_is_not_written_for_him_or_holds_for_another_model() -> None:
    """Internal passages are the brand's own; a passage for one model is no answer about another, one for all models is."""
    index = KnowledgeIndex.build(
        [
            Passage("inside", "a", 1, "en", "Compressor reset", text="Reset the compressor with the service key.", audience=Audience.INTERNAL),
            Passage("lc300", "b", 1, "en", "Compressor reset", text="Reset the compressor on the board.", models=("LC-300",)),
            Passage("lc500", "c", 1, "en", "Compressor reset", text="Reset the compressor at the back.", models=("LC-500",), products=("cooler",)),
            Passage("all", "d", 1, "en", "Compressor", text="Wait five minutes before you reset a compressor."),
        ],
    )

    def found(**about: object) -> set[str]:
        return {hit.passage_id for hit in index.search(Question("reset the compressor", "en", **about), 10)}  # type: ignore[arg-type]

    assert found() == {"lc300", "lc500", "all"}
    assert found(audience=Audience.INTERNAL) == {"inside", "lc300", "lc500", "all"}
    assert found(model="lc 300") == {"lc300", "all"}
    assert found(model="XX-1") == {"all"}
    assert found(product="vending machine") == {"lc300", "all"}


def test_a_model_named_in_the_words_counts_like_one_of_the_conversation() -> None:
    """Its own passages only; a code asked for a model that nobody knows is found, and not sure enough to answer with."""
    rows = [
        Passage(f"{model}-E4", model, 1, "zh", f"{model} E4", text="压缩机过热，清洁冷凝器", codes=("E4",), models=(model,)) for model in ("LC-300", "VM-7")
    ]
    index = KnowledgeIndex.build([*rows, Passage("all", "all", 1, "zh", "压缩机", text="清洁压缩机和冷凝器")])

    def found(text: str) -> list[str]:
        return [hit.passage_id for hit in index.search(Question(text, "zh"), 5)]

    assert found("LC-300冰柜报E4,怎么处理?") == found("lc300 E4") == ["LC-300-E4"]
    assert found("lc 300 压缩机") == ["LC-300-E4", "all"]
    assert set(found("E4 压缩机过热")) == {"LC-300-E4", "VM-7-E4", "all"}
    assert index.search(Question("VM 7 报 E4", "zh"), 1)[0].confidence > ANSWERABLE
    assert index.search(Question("LC-900 报 E4", "zh"), 1)[0].confidence < ANSWERABLE
    assert index.search(Question("VM-7 报 V99", "zh"), 1)[0].confidence < ANSWERABLE


def test_an_article_in_both_languages_is_read_in_the_askers() -> None:
    """By code and by words, whichever version the words fit better; its score still falls along the list."""
    index = KnowledgeIndex.build(
        [
            Passage("coin-en", "coin", 1, "en", "Coin jam V07", text="Open the front door and press the green lever.", codes=("V07",)),
            Passage("coin-zh", "coin", 1, "zh", "投币器卡币 V07", text="打开前门，按下绿色退币杆。", codes=("V07",)),
            Passage("door-zh", "door", 1, "zh", "前门", text="前门铰链松动时拧紧螺丝。"),
        ],
    )
    for text, lang, expected in (
        ("V07", "zh", "coin-zh"),
        ("V07", "en", "coin-en"),
        ("卡币了怎么办", "zh", "coin-zh"),
        ("投币器 coin jam lever", "zh", "coin-zh"),
        ("coin jam", "en", "coin-en"),
    ):
        hits = index.search(Question(text, lang), 5)
        assert hits[0].passage_id == expected
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert index.search(Question("V07", "zh"), 5)[0].confidence > 0.95


def test_terms_of_the_corpus_own_tables_translate_questions() -> None:
    """A word that no dictionary has is learned from rows in both languages and finds an English article."""
    rows = [
        Passage(f"r{n}", "table", 1, "zh+en", f"F{n}", text=f"啵啵阀{part}\nBobovalve {word}")
        for n, (part, word) in enumerate((("堵塞", "clogged"), ("漏水", "leaking"), ("松动", "loose")))
    ]
    article = Passage("en", "en", 1, "en", "Bobovalve care", text="Rinse the bobovalve every evening.")
    other = Passage("other", "other", 1, "en", "Door care", text="Wipe the door every evening.")
    hits = KnowledgeIndex.build([*rows, other, article]).search(Question("啵啵阀每天晚上怎么护理", "zh"), 5)
    assert next(hit for hit in hits if hit.stage is Stage.TRANSLATED).passage_id == "en"


def test_empty_questions_and_empty_indexes_find_nothing(index: KnowledgeIndex) -> None:
    """No words, no passages, no places asked for: nothing, and no error."""
    assert index.search(Question("", "zh"), 5) == index.search(Question("?!…", "en"), 5) == index.search(Question("belt", "en"), 0) == ()
    assert KnowledgeIndex().search(Question("belt", "en"), 5) == ()


def test_the_same_question_always_gets_the_same_list(index: KnowledgeIndex) -> None:
    """Also from an index built again, and ties go by the order of passages."""
    twin = KnowledgeIndex.build(_passages())
    for text, _, _ in QUESTIONS:
        assert index.search(Question(text, "zh"), 5) == twin.search(Question(text, "zh"), 5)


def test_floor_and_ceiling_answer_like_an_index() -> None:
    """The two ends of the scale for measuring."""
    question = Question("belt", "en")
    assert Floor().search(question, 3) == ()
    assert [hit.passage_id for hit in Ceiling({"belt": ("a", "b")}).search(question, 1)] == ["a"]


def test_vectors_get_the_last_places_only() -> None:
    """A near passage is added behind the found ones; one that is gone, foreign to the asker or already found is not."""

    class Near:
        def nearest(self, text: str, limit: int) -> list[tuple[str, float]]:
            assert text
            return [("inside", 0.9), ("gone", 0.9), ("en-belt", 0.8), ("zh-tile", 0.7), ("zh-frost", 0.6)][:limit]

    inside = Passage("inside", "inside", 1, "en", "Secret", text="Keys", audience=Audience.INTERNAL)
    index = KnowledgeIndex.build([*_passages(), inside], tail=Near())
    hits = index.search(Question("tighten the belt and clean the condenser", "en"), 3)
    assert [(hit.stage, hit.passage_id) for hit in hits][1:] == [(Stage.WORDS, "en-belt"), (Stage.MEANING, "zh-tile")]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

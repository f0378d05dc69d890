"""Adding, removing, saving and loading: always the index that building anew would give."""

import json
import random
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.errors import Unavailable
from knowledge import KnowledgeIndex, Passage, Question

WORDS = ("pump", "valve", "belt", "motor", "frost", "seal", "reset", "clean")
HAN = ("水泵", "阀门", "皮带", "电机", "结霜", "密封", "复位", "清洁")
ASKED = ("pump valve", "clean the belt", "水泵 阀门", "复位电机", "E3", "frost 密封")


def _passage(number: int, seed: int) -> Passage:
    rng = random.Random(seed * 100 + number)
    lang = rng.choice(("zh", "en", "zh+en"))
    english, chinese = " ".join(rng.choices(WORDS, k=6)), "".join(rng.choices(HAN, k=6))
    text = {"en": english, "zh": chinese, "zh+en": f"{chinese}\n{english}"}[lang]
    return Passage(f"p{number}", f"a{number // 2}", 1, lang, rng.choice(WORDS), text=text, codes=(f"E{number}",))


def _answers(index: KnowledgeIndex) -> list[list[tuple[float, str, float]]]:
    return [sorted((-round(hit.score, 4), hit.passage_id, round(hit.confidence, 4)) for hit in index.search(Question(text, "zh"), 50)) for text in ASKED]


changes = st.lists(st.tuples(st.sampled_from(("add", "remove")), st.integers(0, 11), st.integers(0, 3)), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(changes)
def test_any_changes_lead_to_what_building_anew_gives(steps: list[tuple[str, int, int]]) -> None:
    """Statistics, codes and mined terms are exact after every addition, replacement and removal."""
    index = KnowledgeIndex.build([_passage(0, 0)])
    held = {"p0": _passage(0, 0)}
    for kind, number, seed in steps:
        if kind == "add":
            index.add([_passage(number, seed), _passage((number + 1) % 12, seed)])
            held |= {one.id: one for one in (_passage(number, seed), _passage((number + 1) % 12, seed))}
        else:
            gone = [key for key, one in held.items() if one.article_id == f"a{number // 2}"]
            assert index.remove(f"a{number // 2}") == len(gone)
            held = {key: one for key, one in held.items() if key not in gone}
    assert len(index) == len(held)
    assert _answers(index) == _answers(KnowledgeIndex.build(held.values()))


def test_a_removed_article_is_found_by_nobody() -> None:
    """Neither by its words nor by its code, and its id is free again."""
    index = KnowledgeIndex.build([_passage(number, 1) for number in range(6)])
    assert index.remove("a1") == 2
    assert index.remove("a1") == 0
    assert "p2" not in index
    assert not {"p2", "p3"} & {hit.passage_id for text in (*ASKED, "E2") for hit in index.search(Question(text, "en"), 50)}


def test_a_loaded_index_answers_like_the_saved_one(tmp_path: Path) -> None:
    """After changes, with the dead left out, and it can be changed further."""
    index = KnowledgeIndex.build([_passage(number, 2) for number in range(10)])
    index.remove("a0")
    index.save(tmp_path)
    index.add([_passage(11, 2)])
    index.save(tmp_path)
    loaded = KnowledgeIndex.load(tmp_path)
    assert _answers(loaded) == _answers(index)
    loaded.add([_passage(0, 3)])
    index.add([_passage(0, 3)])
    assert _answers(loaded) == _answers(index)
    assert len(list(tmp_path.glob("generation-*"))) == 1


@pytest.mark.parametrize("harm", ["missing", "version", "cut", "no json"])
def test_a_damaged_index_is_refused_and_never_guessed(tmp_path: Path, harm: str) -> None:
    """The owner builds it anew from the database."""
    if harm != "missing":
        KnowledgeIndex.build([_passage(1, 1)]).save(tmp_path)
        current = tmp_path / "current.json"
        generation = tmp_path / json.loads(current.read_text())["generation"]
        if harm == "version":
            current.write_text(json.dumps({**json.loads(current.read_text()), "version": 0}))
        elif harm == "cut":
            (generation / "alive.npy").write_bytes(b"\x93NUMPY")
        else:
            (generation / "cards.json").write_text("[")
    with pytest.raises(Unavailable) as refused:
        KnowledgeIndex.load(tmp_path)
    assert refused.value.code == "knowledge.index_unreadable"


def test_searching_beside_changes_sees_whole_states_only() -> None:
    """An article of two passages is found whole, in one version, while another thread puts in the next one."""
    pairs = [[Passage(f"{version}-{number}", "new", version, "en", "Gasket", text="Replace the gasket") for number in (1, 2)] for version in (1, 2)]
    index = KnowledgeIndex.build([*(_passage(number, 4) for number in range(4)), *pairs[0]])
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for pair in pairs[::-1]:
                index.change(("new",), pair)

    worker = threading.Thread(target=change)
    worker.start()
    try:
        seen = {tuple(sorted(hit.passage_id for hit in index.search(Question("gasket", "en"), 5))) for _ in range(200)}
    finally:
        stop.set()
        worker.join()
    assert seen <= {("1-1", "1-2"), ("2-1", "2-2")}

"""What a machine is called, and that an article is found by all of it."""

import pytest

from knowledge import KnowledgeIndex, Passage, Question
from knowledge.naming import designation_of, figure_of, names_of


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Polarin PC-380", {"polarinpc380", "pc380", "polarin380"}),
        ("摩卡罗 MC-60", {"摩卡罗mc60", "mc60", "摩卡罗60"}),
        ("LC-300", {"lc300"}),
        ("Fixaro FX-G5", {"fixarofxg5", "fxg5", "fixaro5"}),
        ("servo", {"servo"}),
        ("", set()),
    ],
)
def test_a_machine_has_its_whole_name_its_designation_and_its_brand_with_the_figure(name: str, names: set[str]) -> None:
    """None of it for a name without a designation."""
    assert names_of(name) == names


def test_a_long_figure_names_a_machine_by_itself() -> None:
    """A short one does not."""
    assert (designation_of("北澜 PC-380"), figure_of("北澜 PC-380"), figure_of("Vendora VX-9")) == ("pc380", "380", "")


@pytest.mark.parametrize("text", ["pc 380 shows E1", "the 380 cooler shows E1", "E1 on the Polarin PC380", "北澜380报E1", "380冰柜跳E1"])
def test_articles_of_other_machines_are_not_found(text: str) -> None:
    """Both know the code; counted figures, codes and orders name no machine."""
    index = KnowledgeIndex.build(
        Passage(model, model, 1, "en", f"{model} E1", text="probe E1 broken", codes=("E1",), models=(model,)) for model in ("Polarin PC-380", "Polarin PC-520")
    )
    assert [hit.passage_id for hit in index.search(Question(text, "en"), 5)] == ["Polarin PC-380"]
    for other in ("E1 after 380 hours", "E1 and alarm 380", "E1, order 380"):
        assert len(index.search(Question(other, "en"), 5)) == 2


def test_a_passage_is_likelier_when_others_of_its_article_are_found_with_it() -> None:
    """Of two that say the same, the one whose article says more about it."""
    texts = [("X", "descaling takes long"), ("Y", "descaling takes long"), ("Y", "power fails while descaling"), ("Z", "the door is open")]
    index = KnowledgeIndex.build(Passage(f"{article}{place}", article, 1, "en", article, text=text) for place, (article, text) in enumerate(texts))
    assert index.search(Question("descaling takes long", "en"), 1)[0].passage_id == "Y1"

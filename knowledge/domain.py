"""What goes into the index of articles and what comes out: passages, questions and hits.

The values are the seam between the one who keeps articles (`backend`, `tools`) and retrieval. Invariant: a passage is self-contained (its language,
its codes, who may read it), so that the index never asks anybody; a hit names a passage and never carries its text, which stays with its owner.
"""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who may read a passage, and on whose behalf is asked. The brand's own people read both kinds."""

    DEALER = "dealer"
    INTERNAL = "internal"

    def may_read(self, passage: "Audience") -> bool:
        """True when somebody of this audience may see a passage written for `passage`."""
        return self is Audience.INTERNAL or passage is Audience.DEALER


class Stage(StrEnum):
    """Which step of the pipeline found a passage: an exact code or part number, its words, its words through the dictionary, or its vector."""

    CODE = "code"
    WORDS = "words"
    TRANSLATED = "translated"
    MEANING = "meaning"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Passage:
    """One citable piece of one version of an article.

    `lang` is "zh", "en" or "zh+en" (a bilingual table row). `codes` are the fault codes and part numbers that this passage is ABOUT, as written
    ("E17", "0x0017", "23"): an exact question for one of them gets this passage first, so a code that is only mentioned does not belong there.
    `models` and `products` empty means that the passage holds for all of them. `page` is the source's page, for the citation.
    """

    id: str
    article_id: str
    version: int
    lang: str
    title: str
    heading_path: tuple[str, ...] = ()
    text: str = ""
    codes: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    audience: Audience = Audience.DEALER
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks. `codes`, `model` and `product` are what the conversation knows beside the words; the codes in the words are read anyway."""

    text: str
    lang: str
    codes: tuple[str, ...] = ()
    model: str | None = None
    product: str | None = None
    audience: Audience = Audience.DEALER


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found, best first.

    `score` orders the hits of one question and means nothing between questions. `confidence` in [0, 1] is the calibrated probability that this very
    passage answers the question: compare the best hit's with the brand's threshold (`confidence.ANSWERABLE` by default) and do not answer below it.
    It tells off-topic questions well and missing articles of the same topic only partly: show the source, never claim that articles cover a matter.
    `matched_codes` are the codes of the question, as the passage spells them, that led here (empty unless the stage is CODE).
    """

    passage_id: str
    score: float
    stage: Stage
    matched_codes: tuple[str, ...] = ()
    confidence: float = 0.0

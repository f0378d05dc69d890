"""Retrieval over after-sales articles. It knows nothing of dealers or orders, keeps no truth of its own and can always be rebuilt.

    index = KnowledgeIndex.build(passages)          every passage of every article in force
    index.add(passages)                             a new or changed article; the passages of an id that is there are replaced
    index.remove(article_id) -> int                 all passages of an article are gone at once; how many
    index.change(article_ids, passages)             articles out and passages in, in one step: a new version of an article
    index.search(Question(...), limit) -> tuple[Hit, ...]
    index.save(folder); KnowledgeIndex.load(folder) start without analysing the corpus anew; index.warm() reads the dictionary before the first question
    KnowledgeIndex.build(passages, tail=vectors)    vectors.open_folder(folder, embedder): Chroma, when an endpoint for vectors is configured
    codes_in(text) -> tuple[str, ...]               fault codes and part numbers that a text names, for whoever cuts passages

`Passage`, `Question`, `Hit`, `Audience`, `Stage` stand in `knowledge/domain.py`. The best hit's `confidence` is the calibrated probability that it
answers; `ANSWERABLE` is the default threshold below which the assistant says that the articles do not tell. Ids are the caller's and unique over the
index. Searching is safe while another thread adds or removes: a search sees the index before or after a change, never half of one.
"""

from knowledge.codes import codes_in
from knowledge.confidence import ANSWERABLE
from knowledge.domain import Audience, Hit, Passage, Question, Stage
from knowledge.index import KnowledgeIndex

__all__ = ["ANSWERABLE", "Audience", "Hit", "KnowledgeIndex", "Passage", "Question", "Stage", "codes_in"]

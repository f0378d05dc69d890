"""Files into documents: Markdown, HTML, PDF, DOCX, XLSX / CSV tables and plain text.

    document = read_document("LC-300.pdf", data)
    sections = sections_of(document)                what can be cited, each with its heading path and page
    text_of(section.blocks)                         for the index, and for who reads plain text

Invariant: a file is what its bytes say, not what its name says; nothing in it is run or fetched; whatever is wrong with it is one clear error.
"""

from knowledge.documents.cutting import Section, sections_of, text_of
from knowledge.documents.domain import Block, BlockKind, Document
from knowledge.documents.reading import LONGEST_FILE, read_document

__all__ = ["LONGEST_FILE", "Block", "BlockKind", "Document", "Section", "read_document", "sections_of", "text_of"]

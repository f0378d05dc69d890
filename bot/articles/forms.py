"""An article sent as a form: the file, what it is about, and the pictures it names. Used by the API and by the page.

Invariant: a form is read with limits on its size, its files and its fields before anything of it is used.
"""

from collections.abc import Mapping

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from backend.kit.errors import Invalid
from bot.articles.keeping import ArticleFile

FACTS = ("id", "title", "lang", "audience", "product", "model", "codes", "parts", "valid_from", "valid_until")
MOST_FIGURES = 40
LONGEST_FACT = 400


async def article_in(request: Request) -> ArticleFile:
    """The file of a form. Raises Invalid("article.no_file") without one."""
    try:
        async with request.form(max_files=1 + MOST_FIGURES, max_fields=2 * len(FACTS), max_part_size=LONGEST_FACT * 4) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise Invalid("article.no_file")
            return ArticleFile(_without_folders(file.filename), await file.read(), facts_in(form), await _figures_in(form))
    except (HTTPException, ValueError) as error:
        raise Invalid("article.no_file") from error


def facts_in(form: FormData | Mapping[str, str]) -> dict[str, str]:
    """What the form says of the article."""
    said = {name: form.get(name) for name in FACTS}
    return {name: value.strip()[:LONGEST_FACT] for name, value in said.items() if isinstance(value, str) and value.strip()}


def _without_folders(name: str) -> str:
    """Some browsers send where a file lay."""
    return name.replace("\\", "/").rpartition("/")[2]


async def _figures_in(form: FormData) -> dict[str, bytes]:
    found = [field for field in form.getlist("figures") if isinstance(field, UploadFile) and field.filename]
    return {field.filename or "": await field.read() for field in found}

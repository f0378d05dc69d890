"""Pictures of articles: what they are is told by their bytes.

Invariant: an SVG is kept only when nothing in it runs or reaches outside; it is shown as an image, never as a page.
"""

from lxml import etree

MOST_BYTES = 5 * 1024 * 1024
_STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF87a": "image/gif", b"GIF89a": "image/gif"}
_FORBIDDEN = frozenset(
    {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "animate", "set", "animatetransform", "animatemotion"}
)


def mime_of(data: bytes) -> str | None:
    """The media type; None for what is no picture that may be shown."""
    if not data or len(data) > MOST_BYTES:
        return None
    for start, mime in _STARTS.items():
        if data.startswith(start):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/svg+xml" if _is_plain_svg(data) else None


def _is_plain_svg(data: bytes) -> bool:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return False
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return False
    return _local(root.tag) == "svg" and all(_is_plain(element) for element in root.iter())


def _is_plain(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return element.tag is etree.Comment
    if _local(element.tag) in _FORBIDDEN:
        return False
    for name, value in element.attrib.items():
        told = str(value).strip().lower()
        outside = _local(str(name)) == "href" and not told.startswith("#")
        if outside or _local(str(name)).startswith("on") or "javascript:" in told or ("url(" in told and "url(#" not in told):
            return False
    return not (_local(element.tag) == "style" and any(way in (element.text or "").lower() for way in ("url(", "@import", "\\")))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()

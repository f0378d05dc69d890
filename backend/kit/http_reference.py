"""The reference page of an API, made from its OpenAPI document: plain HTML that needs no script and nothing from another server.

Invariant: everything shown comes from the document and is escaped.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --accent: #5eead4; } }
body { font: 15px/1.55 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 980px; margin: 0 auto; padding: 24px 16px 80px; }
h1 { font-size: 26px; } h2 { margin-top: 40px; border-bottom: 1px solid var(--line); padding-bottom: 4px; } a { color: var(--accent); }
code, pre { font: 13px/1.5 ui-monospace, Consolas, monospace; } code { background: var(--soft); padding: 1px 4px; border-radius: 4px; }
pre { background: var(--soft); padding: 10px 12px; border-radius: 8px; overflow-x: auto; }
details { border: 1px solid var(--line); border-radius: 10px; margin: 8px 0; padding: 0 14px; } summary { padding: 9px 0; cursor: pointer; }
summary b { display: inline-block; min-width: 64px; color: var(--accent); } .scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 14px; }
td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-top: 1px solid var(--line); }
h4 { margin: 12px 0 2px; } .muted { opacity: .7; }
"""
_CODE = re.compile(r"`([^`]+)`")
_REFERENCE = "#/components/schemas/"


def reference_page(document: Mapping[str, Any]) -> str:
    """The whole page."""
    info, schemas = document["info"], document["components"]["schemas"]
    groups = [(tag["name"], tag.get("description", ""), list(_operations(document, tag["name"]))) for tag in document.get("tags", ())]
    links = " · ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name, _, operations in groups if operations)
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(info['title'])} API</title><style>{_STYLE}</style>",
        f"<h1>{escape(info['title'])} API</h1>{_prose(info.get('description', ''))}<p>{links} · <a href='#schemas'>schemas</a> · ",
        "<a href='openapi.json'>openapi.json</a></p>",
    ]
    for name, about, operations in groups:
        if operations:
            parts.append(f'<h2 id="{escape(name)}">{escape(name)}</h2>{_prose(about)}')
            parts += [_operation(method, path, operation, schemas) for method, path, operation in operations]
    parts.append('<h2 id="schemas">Schemas</h2>')
    parts += [f'<details><summary>{escape(name)}</summary><div id="{escape(name)}">{_schema(one)}</div></details>' for name, one in sorted(schemas.items())]
    return "\n".join(parts)


def _operations(document: Mapping[str, Any], tag: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag in operation.get("tags", ()):
                yield method.upper(), path, operation


def _operation(method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    head = f"<summary><b>{method}</b><code>{escape(path)}</code> {escape(operation.get('summary', ''))}</summary>"
    body = _body_of(operation)
    example = schemas.get(_name_of(body), {}).get("example") if body else None
    parts = [head, _prose(operation.get("description", "")), _parameters(operation.get("parameters", ()))]
    if body:
        parts.append(f"<h4>Body: {_type(body)}</h4>")
    parts += [f"<pre>{escape(_curl(method, path, operation, example))}</pre>", "<h4>Answers</h4>", _answers(operation["responses"])]
    return f"<details>{''.join(parts)}</details>"


def _parameters(parameters: Any) -> str:
    rows = []
    for one in parameters:
        where = escape(one["in"]) + (", required" if one.get("required") else "")
        rows.append((f"<code>{escape(one['name'])}</code>", where, _type(one["schema"]), _inline(one.get("description", ""))))
    return f"<h4>Parameters</h4>{_table(rows)}" if rows else ""


def _answers(responses: Mapping[str, Any]) -> str:
    rows = []
    for status, answer in sorted(responses.items()):
        kinds = [(kind, content.get("schema", {})) for kind, content in answer.get("content", {}).items()]
        known = [_type(schema) for _, schema in kinds if schema]
        rows.append((escape(status), known[0] if known else "", escape(", ".join(kind for kind, _ in kinds)), _inline(answer.get("description", ""))))
    return _table(rows)


def _schema(schema: Mapping[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = []
    for name, part in schema.get("properties", {}).items():
        label = f"<code>{escape(name)}</code>" + ("" if name in required else ' <span class="muted">optional</span>')
        rows.append((label, _type(part), _inline(part.get("description", ""))))
    words = f"<p>{escape(' · '.join(str(word) for word in schema['enum']))}</p>" if "enum" in schema else ""
    example = f"<pre>{escape(json.dumps(schema['example'], ensure_ascii=False, indent=2))}</pre>" if "example" in schema else ""
    return _prose(schema.get("description", "")) + words + _table(rows) + example


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a few words, with links to the named ones."""
    if "$ref" in schema:
        name = escape(_name_of(schema))
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(dict.fromkeys(_type(one) for one in schema.get("anyOf", schema.get("oneOf", ()))))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "enum" in schema:
        return escape(" | ".join(str(word) for word in schema["enum"]))
    if "const" in schema:
        return escape(json.dumps(schema["const"]))
    return escape(str(schema.get("type", "any")) + (f" ({schema['format']})" if "format" in schema else ""))


def _curl(method: str, path: str, operation: Mapping[str, Any], example: Any) -> str:
    parts = ["curl -sS" + ("" if method == "GET" or (method == "POST" and example is not None) else f" -X {method}") + f' "$BASE{path}"']
    if operation.get("security"):
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if any(one["name"] == "Idempotency-Key" and one.get("required") for one in operation.get("parameters", ())):
        parts.append("-H 'Idempotency-Key: choose-one'")
    if example is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(example, ensure_ascii=False)}'"]
    return " ".join(parts)


def _body_of(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _name_of(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).removeprefix(_REFERENCE)


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table>{lines}</table></div>' if rows else ""


def _prose(text: str) -> str:
    return "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in text.split("\n\n") if paragraph.strip())


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text))

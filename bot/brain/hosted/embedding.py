"""Vectors of texts by an endpoint that speaks the OpenAI form. Only when one is configured do questions and articles leave this process for it."""

from collections.abc import Sequence

import httpx

from backend.kit.errors import Unavailable
from backend.settings.process import ProcessSettings

TIMEOUT_S = 10.0


class HostedEmbedder:
    """Posts texts to `<base>/embeddings`."""

    def __init__(self, base_url: str, model: str, api_key: str = "") -> None:
        """`base_url` ends before `/embeddings`, as in `http://host/v1`."""
        self._address = f"{base_url.rstrip('/')}/embeddings"
        self._model = model
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    @property
    def name(self) -> str:
        """Endpoint and model: the same model elsewhere may be another one."""
        return f"{self._model} {self._address}"

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order. Raises Unavailable("knowledge.no_vectors") when the endpoint is away or answers nonsense."""
        try:
            answer = httpx.post(self._address, headers=self._headers, json={"model": self._model, "input": list(texts)}, timeout=TIMEOUT_S)
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: int(row["index"]))
            vectors = [[float(value) for value in row["embedding"]] for row in rows]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Unavailable("knowledge.no_vectors", reason=type(error).__name__) from error
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) > 1 or not all(vectors):
            raise Unavailable("knowledge.no_vectors", reason="length")
        return vectors


def embedder_of(settings: ProcessSettings) -> HostedEmbedder | None:
    """The endpoint named by DINGHUO_EMBED_BASE_URL, _MODEL and _API_KEY; None when there is none."""
    if not settings.embed_base_url or not settings.embed_model:
        return None
    key = settings.embed_api_key
    return HostedEmbedder(settings.embed_base_url, settings.embed_model, key.get_secret_value() if key else "")

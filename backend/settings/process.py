"""Settings of one process, from the environment (prefix DINGHUO_). Secrets are SecretStr and are never printed."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TokenPrice(BaseModel):
    """What a model costs for a million tokens read and written; with at most six decimals the cost of a token has twelve."""

    model_config = ConfigDict(frozen=True)

    input: Decimal = Field(ge=0, decimal_places=6)
    output: Decimal = Field(ge=0, decimal_places=6)
    currency: str = Field(default="CNY", pattern="^[A-Z]{3}$")


class ProcessSettings(BaseSettings):
    """Where the database is, where to listen, which brain to use."""

    model_config = SettingsConfigDict(env_prefix="DINGHUO_", frozen=True, extra="ignore")

    database_url: str = "sqlite:///var/dinghuo.db"
    host: str = "127.0.0.1"
    port: int = 8000
    demo_mode: bool = False
    brain: Literal["embedded", "hosted"] = "embedded"
    hosted_base_url: str = ""
    hosted_model: str = ""
    hosted_api_key: SecretStr | None = None
    hosted_timeout_s: float = 20.0
    hosted_prices: dict[str, TokenPrice] = {}
    telegram_token: SecretStr | None = None
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_base_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr | None = None
    transcribe_base_url: str = ""
    transcribe_model: str = "whisper-1"
    transcribe_api_key: SecretStr | None = None
    embed_base_url: str = ""
    embed_model: str = ""
    embed_api_key: SecretStr | None = None
    chroma_port: int = 0
    max_text: int = 4000
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

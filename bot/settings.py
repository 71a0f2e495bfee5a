"""Settings: from the environment (`PARVIS_…`), else from `parvis.toml`. Bad ones fail at start, in one sentence."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE = Path("parvis.toml")


class BadSettings(ValueError):
    """The settings cannot be used: one sentence that names the setting and the remedy."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TelegramSettings(_Part):
    """One bot on Telegram; without a token Telegram is off."""

    token: SecretStr | None = None
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    messages_per_second: float = Field(default=30, gt=0)


class MatrixSettings(_Part):
    """One account on Matrix."""

    homeserver: str = ""
    user: str = ""
    token: SecretStr | None = None
    device: str = ""


class PublicSettings(_Part):
    """The listener that the internet reaches: the webhook. Off unless set."""

    listen: str = ""


class OpsSettings(_Part):
    """The listener for whoever runs this: health, readiness, metrics."""

    listen: str = "127.0.0.1:9100"


class TryoutSettings(_Part):
    """The try-out page's listener, on loopback."""

    listen: str = "127.0.0.1:8080"


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="PARVIS_",
        env_nested_delimiter="__",
        toml_file=FILE,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    city: Path | None = None
    telegram: TelegramSettings = TelegramSettings()
    matrix: MatrixSettings = MatrixSettings()
    public: PublicSettings = PublicSettings()
    ops: OpsSettings = OpsSettings()
    tryout: TryoutSettings = TryoutSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library passes it by name
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from: what is given, the environment, the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    def address_of_database(self) -> str:
        """Return the database's address; a file in the data folder unless set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.absolute() / 'parvis.db'}"


def read_settings(**given: object) -> Settings:
    """Return the settings. Raises BadSettings for what cannot be."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic
    except ValidationError as error:
        raise BadSettings(_sentence(error)) from None
    except OSError as error:
        raise BadSettings(
            f"{FILE} cannot be read ({type(error).__name__}): give this program leave to read it."
        ) from None
    except ValueError:
        raise BadSettings(
            f'{FILE} is not a TOML file: put each setting on a line such as data_dir = "data".'
        ) from None


def listener(setting: str, value: str) -> tuple[str, int]:
    """Return host and port of a "host:port". Raises BadSettings naming the setting."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or not int(port) < 65536:
        raise BadSettings(
            f"{setting} is {value!r}, which is no address: write host:port, for example 127.0.0.1:9100."
        )
    return host.strip("[]"), int(port)


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sentence(error: ValidationError) -> str:
    """Return the first problem as a sentence; never the value, which may be a secret."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = "PARVIS_" + "__".join(str(part) for part in first["loc"]).upper()
    if first["type"] == "extra_forbidden":
        return f"{name} is not a setting of Parvis: look for a typing mistake, or take it out (docs/settings.md lists them)."
    return f"{name} cannot be used ({first['msg'].lower()}): see docs/settings.md for what it may be."

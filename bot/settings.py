"""Settings: from the environment (`PARVIS_…`), else from `parvis.toml`. Bad ones fail at start, in one sentence."""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

FILE = Path("parvis.toml")
PREFIX = "PARVIS_"


class BadSettings(ValueError):
    """The settings cannot be used: one sentence that names the setting and the remedy."""


class Listener(NamedTuple):
    """Where something listens. Port 0 takes any that is free, and the log says which."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def _listener(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, colon, port = value.strip().rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or not bare or not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise ValueError("it is no address and port")
    if ":" in bare and not host.startswith("["):
        raise ValueError("an IPv6 address stands in square brackets")
    return Listener(bare, int(port))


def _absent(value: object) -> object:
    """An empty text is nothing: a line left open in the file."""
    return None if isinstance(value, str) and not value.strip() else value


Listens = Annotated[Listener, NoDecode, BeforeValidator(_listener)]
Secret = Annotated[SecretStr | None, BeforeValidator(_absent)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class TelegramSettings(_Part):
    """One bot on Telegram; without a token Telegram is off."""

    token: Secret = Field(
        default=None, description="The bot's token, from @BotFather. Turns Telegram on.", examples=["42:AAH…"]
    )
    api_url: str = Field(
        default="https://api.telegram.org",
        description="Where the Bot API answers, if you run a server of it yourself.",
        examples=["https://api.telegram.org"],
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling",
        description="`polling` asks Telegram for updates and needs no address of one's own; with `webhook` Telegram calls.",
        examples=["polling"],
    )
    webhook_url: str = Field(
        default="",
        description="Webhook mode: the public https address that leads to PARVIS_PUBLIC__LISTEN.",
        examples=["https://parvis.example.org/telegram"],
    )
    webhook_secret: Secret = Field(
        default=None,
        description="Webhook mode: what Telegram's calls must carry; 1 to 256 of A-Z, a-z, 0-9, _ and -.",
        examples=["any-long-word"],
    )
    messages_per_second: float = Field(
        default=30,
        gt=0,
        allow_inf_nan=False,
        description="The most messages a second, all processes together. Telegram's own limit is 30.",
        examples=["30"],
    )


class MatrixSettings(_Part):
    """One account on Matrix; with none of these Matrix is off, and it needs the first four."""

    homeserver: str = Field(
        default="",
        description="The homeserver's address, as clients speak to it. Turns Matrix on, with the next three.",
        examples=["https://matrix.example.org"],
    )
    user: str = Field(
        default="",
        description="The account, as `@parvis:example.org`.",
        examples=["@parvis:example.org"],
    )
    token: Secret = Field(
        default=None, description="The access token that its login answered.", examples=["syt_…"]
    )
    device: str = Field(
        default="",
        description="The device that the same login answered. Keep both for good: what is sent again after a crash is "
        "told apart by its device.",
        examples=["PARVIS"],
    )
    encryption: bool = Field(
        default=False,
        description="Whether encrypted chats are read and answered, with `true`. The device's keys are then in the folder "
        "`matrix-keys` of PARVIS_DATA_DIR, and only one process may serve.",
        examples=["true"],
    )
    messages_per_second: float = Field(
        default=50,
        gt=0,
        allow_inf_nan=False,
        description="The most messages a second, all processes together. The homeserver's own limits are heeded anyway.",
        examples=["50"],
    )

    @property
    def named(self) -> bool:
        """Tell whether anything of Matrix is set."""
        return bool(self.homeserver or self.user or self.token or self.device)

    @property
    def missing(self) -> list[str]:
        """Return the settings that Matrix needs and that are not set."""
        needed = {
            "HOMESERVER": self.homeserver,
            "USER": self.user,
            "TOKEN": self.token,
            "DEVICE": self.device,
        }
        return [f"{PREFIX}MATRIX__{name}" for name, value in needed.items() if not value]


class PublicSettings(_Part):
    """The listener that the internet reaches."""

    listen: Listens | None = Field(
        default=None,
        description="Where the webhook listens, as host:port; put a proxy with https before it. Off unless set.",
        examples=["0.0.0.0:8443"],
    )


class OpsSettings(_Part):
    """The listener for whoever runs this."""

    listen: Listens = Field(
        default=Listener("127.0.0.1", 9100),
        description="Where `serve` answers `/healthz`, `/readyz` and `/metrics`. Keep it where only operators reach it.",
        examples=["127.0.0.1:9100"],
    )


class TryoutSettings(_Part):
    """The try-out page."""

    listen: Listens = Field(
        default=Listener("127.0.0.1", 8080),
        description="Where `demo` shows the try-out page; on loopback only.",
        examples=["127.0.0.1:8080"],
    )


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        toml_file=FILE,
        extra="forbid",
        hide_input_in_errors=True,
        nested_model_default_partial_update=True,
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="The folder for what Parvis keeps. `demo` uses the folder `demo` in it.",
        examples=["/var/lib/parvis"],
    )
    database_url: Secret = Field(
        default=None,
        description="The database: `postgresql://user:password@host/name`, or `sqlite:///path`. A SQLite file in PARVIS_DATA_DIR unless set.",
        examples=["postgresql://parvis:…@127.0.0.1/parvis"],
    )
    city: Annotated[Path | None, BeforeValidator(_absent)] = Field(
        default=None,
        description="The file of topics and neighbourhoods, and of who runs this. Brussels unless set.",
        examples=["/etc/parvis/city.toml"],
    )
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

    def folder_of_keys(self) -> Path:
        """Return the folder of the keys of the Matrix device, where encryption is on."""
        return self.data_dir.absolute() / "matrix-keys"

    def address_of_database(self) -> str:
        """Return the database's address; a file in the data folder unless set."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.absolute() / 'parvis.db'}"


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as it is told to people: its name in the environment, what it is unless set, what it means."""

    name: str
    default: str
    about: str
    example: str


def described() -> Iterator[Described]:
    """Yield every setting, in the order of the model."""
    yield from _described(Settings, PREFIX)


def _described(model: type[BaseModel], prefix: str) -> Iterator[Described]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _described(kind, f"{prefix}{name.upper()}__")
            continue
        default = field.get_default()
        shown = "" if default is None else _written(default)
        yield Described(
            f"{prefix}{name.upper()}", shown, field.description or "", (field.examples or [""])[0]
        )


def _written(value: object) -> str:
    """Return a value as one would write it in the environment."""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_settings(**given: Any) -> Settings:
    """Return the settings. Raises BadSettings for what cannot be."""
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise BadSettings(_sentence(error)) from None
    except SettingsError:
        raise BadSettings(_of_a_whole_part()) from None
    except OSError as error:
        raise BadSettings(
            f"{FILE} cannot be read ({type(error).__name__}): give this program leave to read it."
        ) from None
    except ValueError:
        raise BadSettings(
            f'{FILE} is not a TOML file: put each setting on a line such as data_dir = "data".'
        ) from None
    _refuse_misspelt()
    return settings


def _sentence(error: ValidationError) -> str:
    """Return the first problem as a sentence; never the value, which may be a secret."""
    first = error.errors(include_input=False, include_url=False)[0]
    name = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
    if first["type"] == "extra_forbidden":
        return f"{name} is not a setting of Parvis{_meant(name)}: correct its name or take it out (docs/settings.md lists them)."
    known = {each.name: each for each in described()}
    if name not in known:
        return f"{name} holds several settings, so it cannot be one value: set, for example, {_first_within(name)}."
    what = first["msg"].removeprefix("Value error, ")
    return f"{name} cannot be used ({what[:1].lower()}{what[1:]}): write, for example, {name}={known[name].example}"


def _of_a_whole_part() -> str:
    """Return the sentence for PARVIS_TELEGRAM=… and the like, which the library takes for JSON."""
    names = (f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    name = next((n for n in names if n in os.environ and _first_within(n)), f"{PREFIX}TELEGRAM")
    return (
        f"{name} holds several settings, so it cannot be one value: set, for example, {_first_within(name)}."
    )


def _first_within(name: str) -> str:
    return next(
        (f"{each.name}={each.example}" for each in described() if each.name.startswith(f"{name}__")), ""
    )


def _refuse_misspelt() -> None:
    """Refuse a variable that is nearly one of ours: it was meant to change something, and would not.

    Others stay: Kubernetes, for one, adds PARVIS_PORT beside a service called parvis.
    """
    known = [each.name for each in described()]
    for name in (n.upper() for n in os.environ):
        if name.startswith(PREFIX) and name not in known and (meant := _meant(name)):
            raise BadSettings(
                f"{name} is not a setting of Parvis{meant}: correct its name or take it out (docs/settings.md lists them)."
            )


def _meant(name: str) -> str:
    near = difflib.get_close_matches(name, [each.name for each in described()], n=1, cutoff=0.85)
    return f", but {near[0]} is" if near else ""

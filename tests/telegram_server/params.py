"""The parameters of a call, however they came: query, JSON, urlencoded or multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from tests.telegram_server.files import Upload
from tests.telegram_server.refusals import RefusalError, bad_request

# Room for the largest upload and its envelope.
MAX_BODY_BYTES = 52 * 1024 * 1024


@dataclass(frozen=True)
class Params:
    """Every value as text, as the Bot API itself keeps them; nested values are JSON."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Answer a parameter; absent is empty."""
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in {"true", "1", "yes", "t", "y"}

    def number(self, name: str, default: int = 0, *, low: int = -(2**63), high: int = 2**63) -> int:
        """Answer a whole number, brought within its limits; what is no number counts as 0."""
        if name not in self.values:
            return default
        try:
            number = int(self.values[name])
        except ValueError:
            number = 0
        return min(max(number, low), high)

    def json(self, name: str) -> Any:
        """Answer a nested value; absent is None."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Answer the file sent under a name, directly or by attach://."""
        if name in self.files:
            return self.files[name]
        return self.files.get(self.text(name).removeprefix("attach://"))


async def read_params(request: web.Request) -> Params:
    """Read the query and the body of a call. Raises `RefusalError` where the body cannot be read."""
    values = dict(request.query)
    files: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            values |= _from_json(await request.read())
        elif request.content_type == "multipart/form-data":
            _take_form(dict(await request.post()), values, files)
        elif request.can_read_body:
            values |= dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    except web.HTTPRequestEntityTooLarge:
        raise RefusalError(413, "Request Entity Too Large", violation=True) from None
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return checked(Params(values, files))


def checked(params: Params) -> Params:
    """Answer the same parameters. Raises `RefusalError` where a text holds half a character."""
    for value in params.values.values():
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise bad_request("strings must be encoded in UTF-8")
    return params


def from_mapping(fields: Mapping[str, Any]) -> dict[str, str]:
    """Turn JSON fields to parameters; null is absent."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in fields.items()
        if value is not None
    }


def _from_json(body: bytes) -> dict[str, str]:
    try:
        fields = json.loads(body or b"{}")
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise bad_request("can't parse request body as JSON object")
    return from_mapping(fields)


def _take_form(form: Mapping[str, Any], values: dict[str, str], files: dict[str, Upload]) -> None:
    for name, value in form.items():
        if isinstance(value, FileField):
            with value.file as content:
                files[name] = Upload(content.read(), value.filename, value.content_type)
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()

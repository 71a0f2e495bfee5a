"""Files on Telegram: photos in several sizes, documents, and what can be downloaded."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.telegram_server.pictures import Size, png
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.wire import Json, present

MEGABYTE = 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * MEGABYTE
MAX_PHOTO_BYTES = 10 * MEGABYTE
MAX_UPLOAD_BYTES = 50 * MEGABYTE

# The sides that Telegram fits the smaller copies of a photo into.
_SMALLER_SIDES = (90, 320, 800)


@dataclass(frozen=True)
class StoredFile:
    """One file. `wire` is what messages say about it; `size_bytes` may be a claim larger than the data."""

    kind: str
    path: str
    data: bytes
    size_bytes: int
    wire: Json

    @property
    def file_id(self) -> str:
        return str(self.wire["file_id"])


@dataclass(frozen=True)
class Upload:
    """What came with a call or from a person."""

    data: bytes
    file_name: str = "file"
    mime_type: str = "application/octet-stream"


@dataclass
class FileStore:
    """Every file ever sent, by its id and by its path."""

    _files: dict[str, StoredFile] = field(default_factory=dict)
    _by_path: dict[str, StoredFile] = field(default_factory=dict)

    def keep_photo(self, data: bytes, size: Size) -> list[Json]:
        """Store a photo and answer its sizes, smallest first; only the last one holds `data`.

        The smaller ones are plain grey, so that a bot which takes the wrong one is seen to.
        """
        smaller = [_fitted(size, side) for side in _SMALLER_SIDES if max(size) > side]
        copies = [(fitted, png(*fitted)) for fitted in smaller]
        return [
            self._keep_size(content, (width, height)) for (width, height), content in [*copies, (size, data)]
        ]

    def _keep_size(self, data: bytes, size: Size) -> Json:
        width, height = size
        return self.keep("photo", Upload(data, "photo.jpg"), width=width, height=height).wire

    def keep(
        self, kind: str, upload: Upload, *, size_bytes: int | None = None, **facts: object
    ) -> StoredFile:
        """Store a file of a kind (photo, document, voice, sticker, …) with the facts messages tell about it."""
        number = len(self._files)
        size_bytes = len(upload.data) if size_bytes is None else size_bytes
        extension = upload.file_name.rpartition(".")[2] if "." in upload.file_name else "dat"
        ids = {"file_id": f"AgACAgQAAx-{kind}-{number}", "file_unique_id": f"AQAD{kind}{number}"}
        wire = ids | present(file_size=size_bytes) | facts
        stored = StoredFile(kind, f"{kind}s/file_{number}.{extension}", upload.data, size_bytes, wire)
        self._files[stored.file_id] = self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        if file_id not in self._files:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self._files[file_id]

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def read(self, file_id: str) -> bytes:
        return self._files[file_id].data


def _fitted(size: Size, side: int) -> Size:
    width, height = size
    return max(1, width * side // max(size)), max(1, height * side // max(size))

"""What can go wrong with documents and with the career data read from them.

Every class derives from `CareerError`; facts (the path, what was found) are attributes. A message
names the file by its name only, never by its content.

    CareerError
    ├── InputError                  a setting, folder or posting the pipeline cannot start from
    ├── DocumentError               one file could not become text
    │   ├── UnsupportedDocumentError   no reader for this kind of file
    │   ├── UnreadableDocumentError    the system refused: permissions, vanished, not a regular file
    │   ├── OversizedDocumentError     larger than a limit: bytes, pages, unpacked size, characters
    │   ├── EncryptedDocumentError     needs a password
    │   ├── CorruptDocumentError       not what its name or header says
    │   ├── ScannedDocumentError       pages, but no text layer
    │   └── EmptyDocumentError         nothing in it
    └── ReplyContentError           a reply of the right shape that says nothing usable
"""

from __future__ import annotations

from pathlib import Path


class CareerError(Exception):
    """Root of all errors that the career domain raises on purpose."""


class InputError(CareerError):
    """What the user gave cannot be worked on; the message names the value and the remedy."""


class ReplyContentError(CareerError):
    """The model's reply has the right shape and holds nothing that can be used."""


class DocumentError(CareerError):
    """One document could not be turned into text; the run goes on without it.

    Attributes: `path` of the file, `reason` (what was found and what to do, one sentence).
    """

    def __init__(self, path: str | Path, reason: str) -> None:
        self.path = Path(path)
        self.reason = reason
        super().__init__(f"{self.path.name}: {reason}")

    def __reduce__(self) -> tuple[type[DocumentError], tuple[Path, str]]:
        return type(self), (self.path, self.reason)


class UnsupportedDocumentError(DocumentError):
    """No reader knows this kind of file."""


class UnreadableDocumentError(DocumentError):
    """The system refused to hand the file over."""


class OversizedDocumentError(DocumentError):
    """The file exceeds a limit on bytes, pages, unpacked bytes or characters."""


class EncryptedDocumentError(DocumentError):
    """The file opens only with a password."""


class CorruptDocumentError(DocumentError):
    """The file's bytes are not what its name or header says."""


class ScannedDocumentError(DocumentError):
    """The file has pages and no text: run OCR over it first."""


class EmptyDocumentError(DocumentError):
    """The file holds no text at all."""

"""Files that come with a form: they are kept while it is corrected, so that nobody picks photos twice."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_login import current_user

from ...attachments import waiting
from ...attachments.cleaning import Cleaned, clean_file
from ...errors import DomainError, Rejected
from ...sentences import Sentence
from ..context import now, settings
from ..sessions import identity
from .base import Form
from .choices import Checks
from .fields import Token, Uploads

PICTURES = "image/jpeg,image/png,image/webp"


class OwnToken(Token):
    """One that is nobody else's: files wait under it."""

    most = 64

    def fresh(self) -> str:
        """A new one of the signed-in person's."""
        return f"{identity(current_user)}-{super().fresh()}"

    def read(self, text: str) -> str:
        """The token, a new one where none of the person's own was sent."""
        return super().read(text if text.startswith(f"{identity(current_user)}-") else "")


class Photos(Uploads):
    """Photos and documents; `lines` are those that are there already: name and value of a box, its words, its tick."""

    kind = "files"

    def __init__(
        self,
        label: Sentence,
        most: int,
        accept: str = f"{PICTURES},application/pdf",
        hint: str | None = None,
        **more: Any,
    ) -> None:
        usual = Sentence("最多 %(most)s 个。照片里的拍摄地点和设备信息会被去掉。", most=most)
        super().__init__(label, usual if hint is None else hint, accept=accept, **more)
        self.most = most
        self.lines: list[tuple[str, object, Sentence, bool]] = []


class PhotoForm(Form):
    """A form with files: those of an earlier try that are still ticked (`kept`), then the new ones.

    A form of this kind says what the files are: `files = Photos(…)`.
    """

    files: ClassVar[Any]
    token = OwnToken()
    kept = Checks("", ())
    cleaned: list[Cleaned] = []

    def readable(self) -> bool:
        """Whether everything could be read, the files among it."""
        fine = super().readable()
        return self.take() and fine

    def take(self) -> bool:
        """Clean the files, and say whether all could be read; those that could are `cleaned`."""
        fine, there = True, waiting.take(settings(), self.token.data)
        self.cleaned = [one for one in there if one.sha256 in self.kept.data]
        try:
            for content, name in self.files.data:
                if len(self.cleaned) >= self.files.most:
                    raise Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=self.files.most)
                fine = self._take(content, name) and fine
        except Rejected as error:
            self.refuse(error)
            return False
        return fine

    def _take(self, content: bytes, name: str) -> bool:
        try:
            file = clean_file(content, name)
        except DomainError as error:
            self.refuse(error)
            return False
        if file.sha256 not in {one.sha256 for one in self.cleaned}:
            self.cleaned.append(file)
        return True

    def wait(self) -> None:
        """Keep the files until the form is sent again."""
        waiting.put(settings(), self.token.data, self.cleaned, now())
        self.files.lines += [
            ("kept", one.sha256, Sentence("已收到：%(name)s", name=one.name), True) for one in self.cleaned
        ]

    def arrive(self) -> None:
        """The form was taken: nothing waits any more."""
        waiting.drop(settings(), self.token.data)

"""A list as a file: it travels in the form between the preview and the import."""

from __future__ import annotations

import base64

from ...errors import Rejected
from ...sentences import Sentence
from .base import Form
from .fields import Check, Hidden, Upload


class UploadForm(Form):
    """The file, or what the preview carried along of it, and whether it is to be taken over."""

    file = Upload(Sentence("名单文件（XLSX 或 CSV）"), Sentence("最大 8 MB；第一行是列名"))
    content = Hidden()
    filename = Hidden()
    wanted = Check(Sentence("导入"), name="import")

    def sent(self) -> tuple[bytes, str]:
        """Content and name of the file; raises `Rejected`."""
        if not self.content.data:
            if self.file.data is None:
                raise Rejected("no_file", "请选择文件", field="file")
            return self.file.data
        try:
            return base64.b64decode(self.content.data, validate=True), self.filename.data
        except ValueError as error:
            raise Rejected("no_file", "请选择文件", field="file") from error

    def carry(self, content: bytes, name: str) -> None:
        """Take the file along to the next page."""
        self.content.raw_data, self.filename.raw_data = [base64.b64encode(content).decode()], [name]

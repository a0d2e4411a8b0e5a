"""What is handed in to be verified: a paper or its code, an archive, the proofs of its opening."""

from __future__ import annotations

from ...sentences import Sentence
from .base import Form
from .fields import Text, Upload


class VerifyForm(Form):
    """Any of these; which of them go together is looked at when they are checked."""

    code = Text(Sentence("验证码"), Sentence("印在二维码下方，16 个字符"))
    file = Upload(
        Sentence("PDF 或照片"), Sentence("照片先在本机识别；PDF 交给服务器，同时核对电子签名"), required=False
    )
    board = Upload(Sentence("档案（.bel），可以不选"), required=False)
    proofs = Upload(
        Sentence("解密证明（.proofs.json），可以不选"),
        Sentence("与档案一起下载、一起上传；本服务器保存的票决可以不选"),
        required=False,
    )

"""The files of a form, kept while it is corrected: nobody picks photos twice."""

from __future__ import annotations

from flask import request

from ..attachments import waiting
from ..attachments.cleaning import MAX_BYTES, Cleaned, clean_file
from ..errors import DomainError, Rejected
from .context import now, settings


def taken(token: str, most: int) -> tuple[list[Cleaned], list[DomainError]]:
    """The files of an earlier try that are still wanted, then the new ones, cleaned; and what is wrong with them.

    The form's fields are `files`, and `kept` with the hash of each file that waits under `token`.
    """
    wanted = set(request.form.getlist("kept"))
    files = [one for one in waiting.take(settings(), token) if one.sha256 in wanted]
    errors: list[DomainError] = []
    for file in request.files.getlist("files"):
        if not file.filename:
            continue
        if len(files) >= most:
            errors.append(Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=most))
            break
        try:
            cleaned = clean_file(file.read(MAX_BYTES + 1), file.filename)
        except DomainError as problem:
            errors.append(problem)
        else:
            if cleaned.sha256 not in {one.sha256 for one in files}:
                files.append(cleaned)
    return files, errors


def wait(token: str, files: list[Cleaned]) -> None:
    """Keep them until the form is sent again."""
    waiting.put(settings(), token, files, now())


def done(token: str) -> None:
    """The form was taken: nothing waits any more."""
    waiting.drop(settings(), token)

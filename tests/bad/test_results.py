"""`voting verify-result` on papers, pictures and tokens, good, altered and unreadable."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageFilter
from support import stage
from support.announced import Announced
from support.paths import VECTORS

from voting.belenios.election import CARD_LIST
from voting.belenios.verify import report
from voting.commands.main import main
from voting.config import Config
from voting.tally import seals, signing_keys
from voting.tally.auditing import against_board


def run(path: Path, announced: Announced, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of the command."""
    said = io.StringIO()
    with redirect_stdout(said):
        status = main(["verify-result", str(path), "--key", str(announced.pem), "--json", *options])
    value: dict[str, Any] = json.loads(said.getvalue())
    assert set(value) >= {"valid", "checks", "payload"}
    assert all(set(check) == {"name", "ok", "where", "why"} for check in value["checks"])
    assert value["valid"] == (status == 0)
    return status, value


def failed(value: dict[str, Any]) -> list[str]:
    return [check["name"] for check in value["checks"] if not check["ok"]]


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def picture(pdf: bytes, scale: float = 3) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil().convert("RGB")


def encoded(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def test_report_and_archive_together_are_counted_again(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "report.pdf", announced.report)
    status, value = run(path, announced, "--board", str(announced.board))
    assert status == 0
    names = {check["name"] for check in value["checks"]}
    assert names >= {"qr", "seal", "payload", "pdf-signature", "board-head", "figures", "rows", "selected"}
    assert (value["stage"], value["ballots"]) == ("finished", 5)
    assert value["payload"]["returned"] == 5


def test_the_report_alone(announced: Announced, tmp_path: Path) -> None:
    status, value = run(put(tmp_path, "report.pdf", announced.report), announced)
    assert (status, failed(value)) == (0, [])


def test_a_token_file(announced: Announced, tmp_path: Path) -> None:
    status, value = run(put(tmp_path, "seal.jws", announced.token.encode()), announced)
    assert (status, failed(value)) == (0, [])


def rotated(image: Image.Image) -> Image.Image:
    return image.rotate(11, expand=True, fillcolor="white")


def upside_down(image: Image.Image) -> Image.Image:
    return image.rotate(180)


def noisy(image: Image.Image) -> Image.Image:
    chance = random.Random(1)
    dots = image.copy()
    for _ in range(image.width * image.height // 60):
        place = (chance.randrange(image.width), chance.randrange(image.height))
        dots.putpixel(place, (chance.randrange(256),) * 3)
    return dots.filter(ImageFilter.GaussianBlur(0.8))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("change", [rotated, upside_down, noisy])
def test_photos(announced: Announced, tmp_path: Path, kind: str, change: Callable[[Image.Image], Image.Image]) -> None:
    content = encoded(change(picture(announced.report)), kind)
    status, value = run(put(tmp_path, f"photo.{kind.lower()}", content), announced)
    assert (status, failed(value)) == (0, [])
    assert "pdf-signature" not in {check["name"] for check in value["checks"]}


def test_a_changed_pdf_is_refused(announced: Announced, tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(announced.report)) as document:
        page = document.pages[0]
        page.contents_add(b"q 1 0 0 rg 100 700 200 40 re f Q", prepend=False)
        document.save(out)
    status, value = run(put(tmp_path, "changed.pdf", out.getvalue()), announced)
    assert (status, failed(value)) == (1, ["pdf-signature"])


def test_a_changed_byte_of_the_pdf_is_refused(announced: Announced, tmp_path: Path) -> None:
    at = announced.report.index(b"/Producer") if b"/Producer" in announced.report else len(announced.report) // 3
    changed = announced.report[: at + 12] + b"x" + announced.report[at + 13 :]
    status, value = run(put(tmp_path, "changed.pdf", changed), announced)
    assert status in (1, 2)
    assert not value["valid"]


def test_the_result_of_another_key_is_refused(announced: Announced, tmp_path: Path) -> None:
    other = signing_keys.make_keys(stage.NOW)
    pem = put(tmp_path, "other.pem", other.public_pem)
    stranger = Announced(tmp_path, announced.report, announced.token, pem, announced.board, announced.early)
    status, value = run(put(tmp_path, "report.pdf", announced.report), stranger)
    assert status == 1
    assert set(failed(value)) == {"seal", "pdf-signature"}


def test_an_altered_token_is_refused(announced: Announced, tmp_path: Path) -> None:
    head, body, signature = announced.token.split(".")
    changed = f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    status, value = run(put(tmp_path, "seal.jws", changed.encode()), announced)
    assert (status, failed(value)) == (1, ["seal"])


def test_an_archive_of_another_stage_is_named(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "seal.jws", announced.token.encode())
    status, value = run(path, announced, "--board", str(announced.early))
    assert status == 1
    assert failed(value)[0] == "board-head"


def test_an_archive_of_another_vote_is_named(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "seal.jws", announced.token.encode())
    other = VECTORS / "mixnet" / "finished.bel"
    status, value = run(path, announced, "--board", str(other))
    assert status == 1
    assert "board-election" in failed(value)


def test_a_tampered_archive_is_named(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "seal.jws", announced.token.encode())
    other = VECTORS / "mixnet" / "tampered" / "shuffle-proof.bel"
    status, value = run(path, announced, "--board", str(other))
    assert (status, failed(value)) == (1, ["board-valid"])
    assert "shuffle-proof" in value["checks"][-1]["why"]


def sealed_anew(announced: Announced, folder: Path, **changes: object) -> Path:
    """A token with other contents, sealed with the real key; what is changed to None is left out."""
    keys = signing_keys.load_or_make_keys(Config(instance=announced.folder / "instance").keys, stage.NOW)
    told = {**seals.open_seal(announced.token, keys.public_pem), **changes}
    token = seals.seal({key: value for key, value in told.items() if value is not None}, keys)
    return put(folder, "seal.jws", token.encode())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": "另一次会议的票决"}, "board-title"),
        ({"rehearsal": True}, "board-rehearsal"),
        ({"proofs": "0" * 64}, "proofs"),
        ({"head": "0" * 64}, "board-head"),
    ],
)
def test_what_the_real_key_sealed_about_another_vote_is_refused(
    announced: Announced, tmp_path: Path, changes: dict[str, object], fault: str
) -> None:
    path = sealed_anew(announced, tmp_path, **changes)
    assert run(path, announced)[0] == 0, "the seal by itself holds"
    status, value = run(path, announced, "--board", str(announced.board))
    assert (status, failed(value)) == (1, [fault])


@pytest.mark.parametrize("proofs", ["", "0" * 63, 5, ["0" * 64], "G" * 64])
def test_a_seal_whose_proofs_are_no_hash_is_refused(announced: Announced, tmp_path: Path, proofs: object) -> None:
    status, value = run(sealed_anew(announced, tmp_path, proofs=proofs), announced)
    assert (status, failed(value)) == (1, ["payload"])


def test_the_proofs_that_the_seal_names_have_to_be_there(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "seal.jws", announced.token.encode())
    alone = put(tmp_path, "alone.bel", announced.board.read_bytes())
    status, value = run(path, announced, "--board", str(alone))
    assert (status, failed(value)) == (1, ["proofs"])
    beside = announced.board.with_suffix(".proofs.json")
    assert run(path, announced, "--board", str(alone), "--proofs", str(beside))[0] == 0


def test_a_proofs_file_that_is_not_there(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "seal.jws", announced.token.encode())
    status, value = run(path, announced, "--board", str(announced.board), "--proofs", str(tmp_path / "none.json"))
    assert (status, value["error"]) == (2, "not readable")


def test_a_result_from_before_there_were_proofs_says_what_it_does_not_cover(
    announced: Announced, tmp_path: Path
) -> None:
    told = seals.open_seal(announced.token, announced.pem.read_bytes())
    del told["proofs"]
    board = report(announced.board)
    assert board.election is not None
    old = replace(board.election, description=board.election.description.replace(CARD_LIST, ""))
    checks = against_board(told, replace(board, election=old))
    (proofs,) = [check for check in checks if check.name == "proofs"]
    assert proofs.ok
    assert "before there were proofs" in proofs.why


BLANK = encoded(Image.new("RGB", (800, 600), "white"), "PNG")
UNREADABLE = {
    "empty.pdf": b"",
    "blank.png": BLANK,
    "blank.jpg": encoded(Image.new("RGB", (800, 600), "white"), "JPEG"),
    "cut.png": BLANK[:200],
    "broken.pdf": b"%PDF-1.7\nnothing more",
    "words.jws": b"hello",
    "bytes.bin": b"\x00\xff" * 500,
    "wide.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00" + bytes(64),
}


@pytest.mark.parametrize(("name", "content"), UNREADABLE.items(), ids=UNREADABLE)
def test_what_shows_no_code(announced: Announced, tmp_path: Path, name: str, content: bytes) -> None:
    status, value = run(put(tmp_path, name, content), announced)
    assert (status, value["error"]) == (2, "not readable")


def test_a_pdf_without_a_code(announced: Announced, tmp_path: Path) -> None:
    empty = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(empty)
    status, value = run(put(tmp_path, "blank.pdf", empty.getvalue()), announced)
    assert (status, value["error"]) == (2, "not readable")


def test_a_file_of_200_mb(announced: Announced, tmp_path: Path) -> None:
    path = put(tmp_path, "huge.pdf", b"%PDF-1.7\n")
    with path.open("ab") as file:
        file.truncate(200 * 2**20)
    status, value = run(path, announced)
    assert (status, value["error"]) == (2, "not readable")


@pytest.mark.parametrize("name", [".", "missing.pdf"])
def test_no_file(announced: Announced, tmp_path: Path, name: str) -> None:
    status, value = run(tmp_path / name, announced)
    assert (status, value["error"]) == (2, "not readable")


def test_a_key_that_is_no_key(announced: Announced, tmp_path: Path) -> None:
    wrong = Announced(tmp_path, b"", "", put(tmp_path, "wrong.pem", b"hello"), announced.board, announced.early)
    status, value = run(put(tmp_path, "seal.jws", announced.token.encode()), wrong)
    assert (status, value["error"]) == (2, "not readable")


def test_a_board_that_is_no_archive(announced: Announced, tmp_path: Path) -> None:
    board = put(tmp_path, "board.bel", b"hello")
    status, value = run(put(tmp_path, "seal.jws", announced.token.encode()), announced, "--board", str(board))
    assert (status, value["error"]) == (2, "not readable")


def test_a_board_of_threshold_trustees_is_not_supported(announced: Announced, tmp_path: Path) -> None:
    board = VECTORS / "threshold" / "finished.bel"
    status, value = run(put(tmp_path, "seal.jws", announced.token.encode()), announced, "--board", str(board))
    assert (status, value["error"]) == (2, "not supported")

"""The protocol in the browser against the protocol in Python, both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.chromium import Crypto, static_page
from support.elections import Vote, begin, marks, seeded

from voting.belenios import (
    ballot,
    ciphertexts,
    credentials,
    decryption,
    election,
    group,
    packing,
    shuffle,
    tally,
    trustees,
)
from voting.belenios.encoding import Q
from voting.belenios.errors import Invalid

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


@pytest.fixture(scope="module")
def vote(tmp_path_factory: pytest.TempPathFactory) -> Vote:
    """Nine ballots in a closed box, not yet mixed."""
    vote = begin(tmp_path_factory.mktemp("board") / "vote.bel", 10)
    vote.cast(marks(9, 12, seeded("browser")))
    vote.close()
    return vote


def _tally(vote: Vote) -> str:
    return ciphertexts.tally_text(vote.items)


def test_cards_are_the_same(js: Crypto, vote: Vote) -> None:
    """Typed forms, checks, public halves."""
    card = vote.cards[0]
    assert js.run("return b.typed(args[0])", card) == credentials.typed(card)
    assert js.run("return b.fromTyped(args[0])", f" {credentials.typed(card).replace('-', ' ')} ") == card
    assert js.run("return b.publicCredential(...args)", vote.election.uuid, card) == (
        credentials.public(vote.election.uuid, card)
    )
    made = js.run("return b.typed(b.generate())")
    assert credentials.typed(credentials.from_typed(made)) == made


@pytest.mark.parametrize(
    ("change", "code"),
    [(lambda t: t[:-1], "length"), (lambda t: t[:-1] + "0", "character"), (lambda t: "1" + t[1:], "checksum")],
)
def test_a_slip_on_the_card_is_named(js: Crypto, change: Any, code: str) -> None:
    """With the same words as in Python."""
    text = change(credentials.typed("WSc8d-gDhQAn-Mvynf-6V8Vf2"))
    assert js.refusal("b.fromTyped(args[0])", text) == ["Slip", code, None]
    with pytest.raises(ValueError, match=code):
        credentials.from_typed(text)


def test_the_election_is_read_alike(js: Crypto, vote: Vote) -> None:
    """Fingerprint over the exact text, names in Chinese."""
    found = js.run(
        "const {fingerprint, answers, name} = b.parseElection(args[0]); return [fingerprint, answers, name]",
        vote.election.text,
    )
    assert found == [vote.election.fingerprint, vote.election.answers, vote.election.name]
    other = vote.election.text.replace('"version":1', '"version":2')
    assert js.refusal("b.parseElection(args[0])", other)[:2] == ["Invalid", "election-form"]


@pytest.mark.parametrize("count", [1, 12, 30, 31, 35, 60, 61, 150])
def test_marks_are_packed_alike(js: Crypto, count: int) -> None:
    """Width, sentence, names and digits."""
    packed = packing.packing_for(count)
    names = [str(no) for no in range(count)]
    row = marks(1, count, seeded(str(count)))[0]
    code = """const p = b.packingFor(args[0]); const ints = p.pack(args[1]);
        return [p.width, p.sentence, p.answers(args[2]), ints, p.unpack(ints)]"""
    assert js.run(code, count, row, names) == [
        packed.width,
        packed.sentence,
        packed.answers(names),
        packed.pack(row),
        row,
    ]


def test_packing_refuses_what_does_not_fit(js: Crypto) -> None:
    """151 candidates; a mark out of range; an integer that no marks give."""
    assert js.refusal("b.packingFor(151)")[0] == "RangeError"
    assert js.refusal("b.packingFor(3).pack([0, 3, 1])")[0] == "RangeError"
    assert js.refusal("b.packingFor(35).unpack(Array(18).fill(9))")[0] == "RangeError"


def test_points_are_the_same(js: Crypto) -> None:
    """Embedding and generators."""
    rows = [[0] * 12, [255] * 30, [1, 2, 0], list(range(30))]
    code = "return args[0].map(row => { const p = b.encode(b.ofInts(row)); return [p, b.toInts(p, row.length)] })"
    assert js.run(code, rows) == [[group.encode(group.of_ints(row)), row] for row in rows]
    assert js.run("return [-1, 0, 1, 2, 351].map(i => b.encode(b.generator(i)))") == [
        group.encode(group.generator(i)) for i in (-1, 0, 1, 2, 351)
    ]


_Y = group.P + 1


@pytest.mark.parametrize(
    "text",
    [
        f"{1:064x}",
        f"{1 << 255 | 1:064x}",
        f"{0:064x}",
        f"{group.P - 1:064x}",
        f"{_Y:064x}",
        f"{2:064x}",
        "AB" * 32,
        "00" * 31,
        "",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ],
)
def test_points_outside_the_group_are_refused(js: Crypto, text: str) -> None:
    """Identity, small order, not canonical, not on the curve, wrong form."""
    assert js.refusal("b.point(args[0])", text) == ["Invalid", "point", None]
    with pytest.raises(Invalid):
        group.point_from_hex(text)


def test_one_point_outside_among_many_is_found(js: Crypto) -> None:
    """The check of many at once misses none: a sum with a point of order 2, once at every third place."""
    code = """const low = b.Point.fromAffine({x: 0n, y: b.Point.Fp.ORDER - 1n});
        const good = Array.from({length: 200}, (_, i) => b.base(BigInt(i + 2)));
        const texts = b.encodeAll(good);
        b.points(texts);
        for (let i = 0; i < 200; i += 3) {
          const bad = [...texts];
          bad[i] = b.encode(good[i].add(low));
          try { b.points(bad, 'check', 'place'); return i; } catch (error) {
            if (error.where !== `place, point ${i + 1}`) return error.where;
          }
        }
        return null;"""
    assert js.run(code) is None


def test_browser_ballots_are_accepted(js: Crypto, vote: Vote) -> None:
    """Proofs, signature, credential, tracker; also ballots that abstain throughout."""
    for row in ([0] * 12, [1] * 12, [2, 1] * 6):
        text = js.run(
            "return b.encrypt(b.parseElection(args[0]), args[1], args[2])", vote.election.text, vote.cards[9], row
        )
        public = credentials.public(vote.election.uuid, vote.cards[9])
        found = ballot.check(vote.election, text, {public})
        assert js.run("return b.tracker(args[0])", text) == found.tracker
    assert js.refusal("b.encrypt(b.parseElection(args[0]), args[1], [1])", vote.election.text, vote.cards[9]) == [
        "RangeError",
        None,
        None,
    ]


def test_python_ballots_are_accepted_and_altered_ones_are_not(js: Crypto, vote: Vote) -> None:
    """Every refusal has the name it has in Python."""
    text = vote.ballots[0]
    code = "return b.checkBallot(b.parseElection(args[0]), args[1], args[2] && new Set(args[2])).tracker"
    assert js.run(code, vote.election.text, text, None) == ballot.tracker(text)
    value = json.loads(text)

    def altered(**changes: Any) -> str:
        return json.dumps({**value, **changes}, separators=(",", ":"))

    answer = value["answers"][0]
    other = json.loads(vote.ballots[1])
    cases = [
        text + " ",
        text.replace("{", "{ ", 1),
        altered(election_uuid="1" * 14),
        altered(election_hash=other["signature"]["hash"]),
        altered(credential=f"{2:064x}"),
        altered(credential=other["credential"]),
        altered(answers=other["answers"]),
        altered(answers=[{**answer, "proof": other["answers"][0]["proof"]}]),
        altered(answers=[{**answer, "proof": {"challenge": str(Q), "response": "1"}}]),
        altered(signature=other["signature"]),
        altered(signature={**value["signature"], "proof": other["signature"]["proof"]}),
        altered(answers=[]),
        "[" * 5000,
        "1" * 70000,
    ]
    for case in cases:
        with pytest.raises(Invalid) as refused:
            ballot.check(vote.election, case)
        assert js.refusal(code, vote.election.text, case, None) == ["Invalid", refused.value.check, None]
    assert js.refusal(code, vote.election.text, text, []) == ["Invalid", "ballot-credential", None]


def test_browser_keys(js: Crypto) -> None:
    """The public half is accepted; file, typed form and Belenios' own form bring the key back."""
    code = """const k = b.generateKey();
        return {public: k.publicKey, fingerprint: k.fingerprint, private: String(k.privateKey),
                file: b.keyFile(k, {holder: '张三'}), typed: b.typedKey(k)}"""
    key = js.run(code)
    point = trustees.check_public_key(key["public"])
    assert group.base(int(key["private"])) == point
    assert key["fingerprint"] == trustees.fingerprint(key["public"])
    back = "const k = b.loadKeyFor(args[0], args[1]); return [String(k.privateKey), k.fingerprint]"
    wanted = [key["private"], key["fingerprint"]]
    for text in (key["file"], key["typed"], key["typed"].replace("-", "\n"), json.dumps(key["private"])):
        assert js.run(back, text, key["public"]["public_key"]) == wanted
    js.run("b.checkPublicKey(args[0])", trustees.generate(seeded("other"))[1])
    forged = {**key["public"], "public_key": group.encode(group.base(5))}
    assert js.refusal("b.checkPublicKey(args[0])", forged) == ["Invalid", "trustee-proof", None]
    assert js.refusal("b.loadKeyFor(...args)", key["typed"], forged["public_key"]) == ["Slip", "foreign", None]


def test_extreme_keys_survive_paper(js: Crypto) -> None:
    """The smallest and the largest private key."""
    for private in (1, 57, 58, Q - 1):
        code = "return String(b.loadKey(b.typedKey({privateKey: BigInt(args[0])})).privateKey)"
        assert js.run(code, str(private)) == str(private)


def test_every_slip_on_the_key_card_is_found_and_placed(js: Crypto) -> None:
    """One wrong character is found in its group; exchanged groups and neighbours too."""
    code = """const typed = b.typedKey(b.generateKey()), found = [];
        const attempt = text => { try { b.loadKey(text); return null; } catch (e) { return [e.code, e.group ?? null]; } };
        for (let i = 0; i < typed.length; i++) if (typed[i] !== '-') {
          const other = typed[i] === 'x' ? 'y' : 'x';
          const result = attempt(typed.slice(0, i) + other + typed.slice(i + 1));
          if (!result || result[0] !== 'checksum' || (result[1] && result[1] !== Math.floor(i / 8) + 1)) found.push(i);
        }
        const groups = typed.split('-');
        const swapped = [groups[1], groups[0], ...groups.slice(2)].join('-');
        return [found, attempt(swapped)[0], attempt(typed.slice(1)), attempt('0' + typed.slice(1)), attempt('{"a":1}'),
                attempt('{'), attempt('"0"')]"""
    assert js.run(code) == [
        [],
        "checksum",
        ["length", None],
        ["character", None],
        ["damaged", None],
        ["damaged", None],
        ["damaged", None],
    ]


def test_a_damaged_key_file_is_refused(js: Crypto) -> None:
    """A character of the private half or of the public half."""
    code = """const k = b.generateKey(), file = JSON.parse(b.keyFile(k));
        const other = b.generateKey().publicKey.public_key;
        const texts = [{...file, public_key: other}, {...file, private_key: 'x' + file.private_key.slice(1) + 'x'},
                       {...file, format: 'x'}];
        return texts.map(text => { try { b.loadKey(JSON.stringify(text)); } catch (e) { return e.code; } })"""
    assert js.run(code) == ["damaged"] * 3


def test_the_key_card_can_be_read_by_camera(js: Crypto) -> None:
    """uqr writes what jsQR reads."""
    code = """const {encode} = await import('/vendor/uqr/uqr.js');
        const jsQR = (await import('/vendor/jsqr/jsqr.js')).default;
        const text = b.typedKey(b.generateKey()), {size, data} = encode(text, {ecc: 'M', border: 4}), n = size * 4;
        const picture = new Uint8ClampedArray(n * n * 4).fill(255);
        for (let y = 0; y < n; y++) for (let x = 0; x < n; x++)
          if (data[y >> 2][x >> 2]) picture.fill(0, (y * n + x) * 4, (y * n + x) * 4 + 3);
        return jsQR(picture, n, n).data === text"""
    assert js.run(code) is True


def test_browser_shuffles_are_accepted(js: Crypto, vote: Vote) -> None:
    """A chain of two by the browser, checked on both sides."""
    items, text = vote.items, _tally(vote)
    for _ in range(2):
        code = "return b.shuffle(b.parseElection(args[0]), b.readCiphertexts(args[1]))"
        before, text = text, js.run(code, vote.election.text, text)
        items = shuffle.check_shuffle(vote.election, items, text)
        code = """const election = b.parseElection(args[0]);
            return b.checkShuffle(election, b.readCiphertexts(args[1]), args[2]).length"""
        assert js.run(code, vote.election.text, before, text) == 9


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_shuffles(js: Crypto, vote: Vote, count: int) -> None:
    """None, one, two ballots."""
    items = vote.items[:count]
    code = "return b.shuffle(b.parseElection(args[0]), b.readCiphertexts(args[1]))"
    text = js.run(code, vote.election.text, ciphertexts.tally_text(items))
    assert len(shuffle.check_shuffle(vote.election, items, text)) == count
    code = "return b.checkShuffle(b.parseElection(args[0]), b.readCiphertexts(args[1]), args[2]).length"
    assert js.run(code, vote.election.text, ciphertexts.tally_text(items), text) == count


def test_python_shuffles_are_accepted_and_altered_ones_are_not(js: Crypto, vote: Vote) -> None:
    """Each part of the proof matters."""
    text = shuffle.shuffle(vote.election, vote.items, seeded("shuffle"))
    code = "return b.checkShuffle(b.parseElection(args[0]), b.readCiphertexts(args[1]), args[2]).length"
    before = _tally(vote)
    assert js.run(code, vote.election.text, before, text) == 9

    def refused(path: list[Any], change: Any) -> list[Any]:
        value = json.loads(text)
        spot = value
        for step in path[:-1]:
            spot = spot[step]
        spot[path[-1]] = change(spot[path[-1]])
        return js.refusal(code, vote.election.text, before, json.dumps(value, separators=(",", ":")))

    def swap(items: list[Any]) -> list[Any]:
        return [items[1], items[0], *items[2:]]

    wrong = ["Invalid", "shuffle-proof", None]
    assert refused(["ciphertexts", 0], swap) == wrong
    for path in ([0, 4], [1, 4], [1, 5], [2], [3], [0, 3]):
        assert refused(["proofs", 0, *path], swap) == wrong
    for place in range(4):
        assert refused(["proofs", 0, 1, place], lambda s: str((int(s) + 1) % Q)) == wrong
    for place in range(3):
        assert refused(["proofs", 0, 0, place], lambda _: group.encode(group.base(7))) == wrong
    assert refused(["proofs", 0, 1, 0], lambda s: "0" + s) == ["Invalid", "shuffle-form", None]
    assert refused(["proofs", 0, 2, 0], lambda _: f"{1:064x}") == ["Invalid", "shuffle-form", None]
    assert refused(["ciphertexts", 0], lambda items: items[1:]) == ["Invalid", "shuffle-count", None]


def test_decryption_both_ways(js: Crypto, vote: Vote) -> None:
    """Two trustees in the browser and one in Python open the ballots; altered shares are refused."""
    text = _tally(vote)
    shares, texts = [], []
    for owner, private in enumerate(vote.privates):
        if owner < 2:
            code = """const made = b.partialDecryption(b.parseElection(args[0]), b.readCiphertexts(args[1]), BigInt(args[2]));
                return made.decryption"""
            share = js.run(code, vote.election.text, text, str(private))
        else:
            share = decryption.partial_decryption(vote.election, vote.items, private, seeded("share"))
        point = trustees.check_public_key(vote.keys[owner])
        shares.append(decryption.check_partial(vote.election, vote.items, point, share))
        texts.append(share)
    opened = decryption.open_ballots(vote.election, vote.items, shares)
    assert sorted(opened) == sorted(marks(9, 12, seeded("browser")))
    publics = [key["public_key"] for key in vote.keys]
    code = """const election = b.parseElection(args[0]), items = b.readCiphertexts(args[1]);
        return b.openBallots(election, items, args[2].map((text, i) => b.checkPartial(election, items, args[3][i], text)))"""
    assert js.run(code, vote.election.text, text, texts, publics) == opened
    assert js.refusal(code, vote.election.text, text, texts, publics[::-1])[:2] == ["Invalid", "decryption-proof"]
    value = json.loads(texts[2])
    value["decryption_factors"][0][0] = group.encode(group.base(9))
    texts[2] = json.dumps(value, separators=(",", ":"))
    assert js.refusal(code, vote.election.text, text, texts, publics)[:2] == ["Invalid", "decryption-proof"]


def test_the_worker(js: Crypto, vote: Vote) -> None:
    """All tasks with progress, errors that keep their names, and stopping in the middle."""
    code = """const w = b.startWorker(), seen = [], note = share => seen.push(share), [election, tally, card, key] = args;
        const {ballot, tracker} = await w.run('encrypt', {election, credential: card, ints: Array(12).fill(1)});
        const {decryption} = await w.run('decrypt', {election, ciphertexts: tally, privateKey: BigInt(key)}, note);
        const made = await w.run('generate-key');
        await w.run('warm', {election, count: 3});
        const error = await w.run('encrypt', {election: '{}', credential: card, ints: []}).catch(e => e);
        const running = w.run('warm', {election, count: 20000}).catch(e => e.name);
        w.stop();
        return {ballot, tracker, decryption, public: made.publicKey, last: seen.at(-1),
                refused: [error instanceof b.Invalid, error.check], stopped: await running}"""
    found = js.run(code, vote.election.text, _tally(vote), vote.cards[9], str(vote.privates[0]))
    assert ballot.check(vote.election, found["ballot"]).tracker == found["tracker"]
    point = trustees.check_public_key(vote.keys[0])
    decryption.check_partial(vote.election, vote.items, point, found["decryption"])
    trustees.check_public_key(found["public"])
    assert (found["last"], found["stopped"]) == (1, "AbortError")
    assert found["refused"] == [True, "election-form"]


def test_a_whole_vote_of_the_browser_with_35_candidates(js: Crypto, tmp_path: Path) -> None:
    """Packed marks come out as they went in."""
    vote = begin(tmp_path / "vote.bel", 4, candidates=35, trustee_count=1)
    rows = marks(4, 35, seeded("35"))
    code = """const election = b.parseElection(args[0]), packing = b.statedPacking(election);
        return args[1].map((row, i) => b.encrypt(election, args[2][i], packing.pack(row)))"""
    texts = js.run(code, vote.election.text, rows, vote.cards)
    for text in texts:
        ballot.check(vote.election, text)
    tally_text, count = tally.encrypted_tally(texts)
    assert count == 4
    code = """const election = b.parseElection(args[0]), packing = b.statedPacking(election);
        const before = b.readCiphertexts(args[1]), key = BigInt(args[2]);
        const after = b.checkShuffle(election, before, b.shuffle(election, before));
        const {decryption} = b.partialDecryption(election, after, key);
        const factors = b.checkPartial(election, after, election.publicKey, decryption);
        return b.openBallots(election, after, [factors]).map(ints => packing.unpack(ints))"""
    opened = js.run(code, vote.election.text, tally_text, str(vote.privates[0]))
    assert sorted(opened) == sorted(rows)
    assert election.parse(vote.election.text).answers[0] == "候选项目1 | 候选项目2"

"""Verifiable shuffles (specification §4.19 and §6, tables 1–14)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from . import ciphertexts, group
from .ciphertexts import Ciphertext
from .election import Election
from .encoding import Q, dumps, fields, hash_to_scalar, loads_exact, number
from .errors import Invalid
from .group import Rng

MAX_EACH = 1024
"""Bytes of a shuffle for each ciphertext, generously."""

Progress = Callable[[float], None]


def _permutation(count: int, rng: Rng) -> list[int]:
    """A uniform permutation (table 2); `count` values from 0."""
    places = list(range(count))
    chosen = []
    for i in range(count):
        k = i + _below(count - i, rng)
        chosen.append(places[k])
        places[k] = places[i]
    return chosen


def _below(limit: int, rng: Rng) -> int:
    # 128 bits above the need make the bias negligible.
    return int.from_bytes(rng(24), "big") % limit


def _challenges(count: int, seed: str) -> list[int]:
    """Table 12."""
    head = hashlib.sha256(seed.encode()).hexdigest()
    found = []
    for i in range(count):
        tail = hashlib.sha256(str(i).encode()).hexdigest()
        found.append(int.from_bytes(hashlib.sha256((head + tail).encode()).digest(), "big") % Q)
    return found


def _text_of_ciphertexts(items: Sequence[Ciphertext]) -> str:
    return "".join(f"{item.alpha},{item.beta}," for item in items)


def _text_of_points(points: Sequence[str]) -> str:
    return "".join(f"{point}," for point in points)


def shuffle(election: Election, before: Sequence[Ciphertext], rng: Rng, progress: Progress | None = None) -> str:
    """Re-encrypt and permute, and prove it; returns the shuffle's text (tables 1 and 4)."""
    count = len(before)
    tell = progress or (lambda share: None)
    psi = _permutation(count, rng)
    fresh = [group.scalar(rng) for _ in range(count)]
    mixed = []
    for item, r in zip(before, fresh, strict=True):
        a = group.add(item.a, group.base(r))
        b = group.add(item.b, group.mul(election.key, r))
        mixed.append(ciphertexts.from_points(a, b))
    after = [mixed[j] for j in psi]
    tell(0.2)
    proof = _prove(election, before, after, fresh, psi, rng, tell)
    return dumps({"ciphertexts": ciphertexts.wire(after), "proofs": [proof]})


def _prove(
    election: Election,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    fresh: Sequence[int],
    psi: Sequence[int],
    rng: Rng,
    tell: Progress,
) -> list[Any]:
    count = len(before)
    key = election.key
    h = group.generator(-1)
    hs = group.generators(count)

    r = [0] * count
    c = [b""] * count
    for i, j in enumerate(psi):
        r[j] = group.scalar(rng)
        c[j] = group.add(group.base(r[j]), hs[i])
    c_text = [group.encode(point) for point in c]
    str_c = _text_of_ciphertexts(before) + _text_of_ciphertexts(after) + _text_of_points(c_text)
    u = _challenges(count, f"shuffle-challenges|{election.fingerprint}|{str_c}")
    u_prime = [u[j] for j in psi]

    chain: list[bytes] = []
    r_hat = [group.scalar(rng) for _ in range(count)]
    last = h
    for i in range(count):
        last = group.add(group.base(r_hat[i]), group.mul(last, u_prime[i]))
        chain.append(last)
    chain_text = [group.encode(point) for point in chain]
    tell(0.4)

    w1, w2, w3, w4 = (group.scalar(rng) for _ in range(4))
    w_hat = [group.scalar(rng) for _ in range(count)]
    w_prime = [group.scalar(rng) for _ in range(count)]
    t1, t2 = group.base(w1), group.base(w2)
    t3 = group.add(group.base(w3), group.power_product(hs, w_prime))
    tell(0.55)
    t41 = group.sub(group.power_product([item.b for item in after], w_prime), group.mul(key, w4))
    t42 = group.sub(group.power_product([item.a for item in after], w_prime), group.base(w4))
    tell(0.8)
    before_chain = [h, *chain[:-1]] if count else []
    t_hat = [group.add(group.base(w_hat[i]), group.mul(before_chain[i], w_prime[i])) for i in range(count)]
    tell(0.95)
    head = [group.encode(point) for point in (t1, t2, t3, t41, t42)]
    t_hat_text = [group.encode(point) for point in t_hat]
    challenge = _challenge(election, str_c, head, t_hat_text, chain_text)

    v = [1] * count
    for i in range(count - 2, -1, -1):
        v[i] = u_prime[i + 1] * v[i + 1] % Q
    s1 = w1 + challenge * sum(r)
    s2 = w2 + challenge * sum(x * y for x, y in zip(r_hat, v, strict=True))
    s3 = w3 + challenge * sum(x * y for x, y in zip(r, u, strict=True))
    s4 = w4 + challenge * sum(x * y for x, y in zip(fresh, u, strict=True))
    s_hat = [(w_hat[i] + challenge * r_hat[i]) % Q for i in range(count)]
    s_prime = [(w_prime[i] + challenge * u_prime[i]) % Q for i in range(count)]
    tell(1.0)
    return [
        [head[0], head[1], head[2], [head[3], head[4]], t_hat_text],
        [*(str(s % Q) for s in (s1, s2, s3, s4)), [str(s) for s in s_hat], [str(s) for s in s_prime]],
        c_text,
        chain_text,
    ]


def _challenge(election: Election, str_c: str, head: Sequence[str], t_hat: Sequence[str], chain: Sequence[str]) -> int:
    str_t = _text_of_points(head) + _text_of_points(t_hat)
    str_y = str_c + _text_of_points(chain) + election.public_key
    return hash_to_scalar(f"shuffle-challenge|{election.fingerprint}|{str_t}{str_y}")


class Checker:
    """One shuffle's proof, checked in parts that may run in several processes (table 5).

    `Checker(…)` reads and hashes; `part(low, high)` does the work for a range of ciphertexts and returns partial
    products; `finish(parts)` raises `Invalid` unless the proof holds.
    """

    def __init__(self, election: Election, before: Sequence[Ciphertext], text: str | bytes, where: str = "") -> None:
        self.where, self.election, self.before = where, election, before
        if len(text) > MAX_EACH * (len(before) + 8):
            raise Invalid("shuffle-count", where, f"far longer than a shuffle of {len(before)} ballots")
        value = loads_exact(text, "shuffle-form", where)
        after, proofs = fields(value, ("ciphertexts", "proofs"), "shuffle-form", where)
        self.after = ciphertexts.read(after, "shuffle-form", where)
        if len(self.after) != len(before):
            raise Invalid("shuffle-count", where, f"{len(before)} ballots went in, {len(self.after)} came out")
        count = self.count = len(before)
        commitments, responses, c, chain = self._shape(self._shape(proofs, 1)[0], 4)
        t1, t2, t3, t4, t_hat = self._shape(commitments, 5)
        t41, t42 = self._shape(t4, 2)
        s1, s2, s3, s4, s_hat, s_prime = self._shape(responses, 6)
        head = (t1, t2, t3, t41, t42)
        self.t = [self._point(text) for text in head]
        self.t_hat = [self._point(text) for text in self._shape(t_hat, count)]
        self.c = [self._point(text) for text in self._shape(c, count)]
        self.chain = [self._point(text) for text in self._shape(chain, count)]
        self.s = [self._number(text) for text in (s1, s2, s3, s4)]
        self.s_hat = [self._number(text) for text in self._shape(s_hat, count)]
        self.s_prime = [self._number(text) for text in self._shape(s_prime, count)]
        str_c = _text_of_ciphertexts(before) + _text_of_ciphertexts(self.after) + _text_of_points(c)
        self.u = _challenges(count, f"shuffle-challenges|{election.fingerprint}|{str_c}")
        self.challenge = _challenge(election, str_c, head, t_hat, chain)
        self.hs = group.generators(count)
        self.h = group.generator(-1)

    def _shape(self, value: Any, length: int) -> list[Any]:
        if not isinstance(value, list) or len(value) != length:
            raise Invalid("shuffle-form", self.where, "the proof has not the form it must have")
        return value

    def _point(self, text: Any) -> bytes:
        return group.point(text, "shuffle-form", self.where)

    def _number(self, text: Any) -> int:
        return number(text, "shuffle-form", self.where)

    def part(self, low: int, high: int) -> tuple[bool, list[bytes]]:
        """Check the chain in [low, high) and give the partial products of that range."""
        minus = -self.challenge % Q
        held = True
        for i in range(low, high):
            previous = self.chain[i - 1] if i else self.h
            expected = group.add(
                group.add(group.mul(self.chain[i], minus), group.base(self.s_hat[i])),
                group.mul(previous, self.s_prime[i]),
            )
            held = held and expected == self.t_hat[i]
        span = slice(low, high)
        return held, [
            group.product(self.c[span]),
            group.product(self.hs[span]),
            group.power_product(self.c[span], self.u[span]),
            group.power_product([item.a for item in self.before[span]], self.u[span]),
            group.power_product([item.b for item in self.before[span]], self.u[span]),
            group.power_product(self.hs[span], self.s_prime[span]),
            group.power_product([item.b for item in self.after[span]], self.s_prime[span]),
            group.power_product([item.a for item in self.after[span]], self.s_prime[span]),
        ]

    def finish(self, parts: Sequence[tuple[bool, list[bytes]]]) -> list[Ciphertext]:
        """Put the parts together; returns the shuffled ciphertexts."""
        held = all(part[0] for part in parts)
        products = [group.product(part[1][k] for part in parts) for k in range(8)]
        c_all, h_all, c_tilde, alpha, beta, h_s, beta_s, alpha_s = products
        minus = -self.challenge % Q
        s1, s2, s3, s4 = self.s
        u_all = 1
        for value in self.u:
            u_all = u_all * value % Q
        c_bar = group.sub(c_all, h_all)
        c_hat = group.sub(self.chain[-1] if self.chain else self.h, group.mul(self.h, u_all))
        expected = [
            group.add(group.mul(c_bar, minus), group.base(s1)),
            group.add(group.mul(c_hat, minus), group.base(s2)),
            group.add(group.add(group.mul(c_tilde, minus), group.base(s3)), h_s),
            group.sub(group.add(group.mul(beta, minus), beta_s), group.mul(self.election.key, s4)),
            group.sub(group.add(group.mul(alpha, minus), alpha_s), group.base(s4)),
        ]
        if not held or expected != self.t:
            raise Invalid("shuffle-proof", self.where, "the proof of the shuffle does not hold")
        return self.after


def check_shuffle(
    election: Election, before: Sequence[Ciphertext], text: str | bytes, where: str = ""
) -> list[Ciphertext]:
    """Check a shuffle of `before`; returns the shuffled ciphertexts, raises `Invalid`."""
    checker = Checker(election, before, text, where)
    return checker.finish([checker.part(0, checker.count)])

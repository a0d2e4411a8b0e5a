"""Marks of candidates as the integers of one answer.

A point carries 30 bytes. Up to 30 candidates take a byte each; more share bytes: with `base` possible marks, `per_byte`
candidates make one number in that base, the first candidate being its most significant digit. The packing is stated
in the election's description, so that a reader needs no other source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .election import Election
from .group import MAX_INTS

_STATED = re.compile(r"\[marks: (\d{1,3}) candidates, base (\d{1,3}), (\d) to an answer\]")


@dataclass(frozen=True)
class Packing:
    """How `count` marks of `base` possible values lie in the answers, `per_byte` to each."""

    count: int
    base: int
    per_byte: int

    @property
    def width(self) -> int:
        """Number of answers."""
        return -(-self.count // self.per_byte)

    @property
    def sentence(self) -> str:
        """What the description says of it, for people and for `stated`."""
        return f"[marks: {self.count} candidates, base {self.base}, {self.per_byte} to an answer]"

    def answers(self, names: Sequence[str]) -> list[str]:
        """The names of the answers for the candidates' names."""
        return [" | ".join(names[i : i + self.per_byte]) for i in range(0, self.count, self.per_byte)]

    def pack(self, marks: Sequence[int]) -> list[int]:
        """Marks to integers; raises `ValueError` when a mark or their number does not fit."""
        if len(marks) != self.count:
            raise ValueError(f"{len(marks)} marks for {self.count} candidates")
        if any(not 0 <= mark < self.base for mark in marks):
            raise ValueError("a mark is out of range")
        packed = []
        for i in range(0, self.count, self.per_byte):
            number = 0
            for mark in marks[i : i + self.per_byte]:
                number = number * self.base + mark
            packed.append(number)
        return packed

    def unpack(self, values: Sequence[int]) -> list[int]:
        """Integers to marks; raises `ValueError` for a number that no marks give."""
        if len(values) != self.width:
            raise ValueError(f"{len(values)} integers, expected {self.width}")
        marks: list[int] = []
        for value in values:
            digits: list[int] = []
            for _ in range(min(self.per_byte, self.count - len(marks))):
                value, digit = divmod(value, self.base)
                digits.append(digit)
            if value:
                raise ValueError("an integer is out of range")
            marks += digits[::-1]
        return marks


def packing_for(count: int, base: int = 3) -> Packing:
    """The loosest packing that fits; raises `ValueError` when none does."""
    if count < 1 or base < 2:
        raise ValueError("at least one candidate and two marks")
    per_byte = 1
    while base**per_byte <= 256:
        if -(-count // per_byte) <= MAX_INTS:
            return Packing(count, base, per_byte)
        per_byte += 1
    raise ValueError(f"{count} candidates with {base} marks each do not fit into one ballot")


def stated(election: Election) -> Packing | None:
    """The packing that an election's description states; None when it states none that fits its answers."""
    found = _STATED.search(election.description)
    if not found:
        return None
    packing = Packing(*(int(part) for part in found.groups()))
    if packing.base < 2 or packing.per_byte < 1 or packing.base**packing.per_byte > 256:
        return None
    return packing if packing.width == len(election.answers) else None

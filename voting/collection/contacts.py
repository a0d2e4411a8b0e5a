"""Name and telephone of a proposer, read by the clerk who has to ask back; each reading is an official act."""

from __future__ import annotations

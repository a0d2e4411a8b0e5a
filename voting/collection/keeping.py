"""Personal data that is no longer needed (个人信息保护法 art. 19): gone by itself, whoever comes by."""

from __future__ import annotations

"""The posters of a drive and its stations, worded (征集海报)."""

from __future__ import annotations

from collections.abc import Sequence

from ..config import Config
from ..congress.models import Station
from ..printing.keeping import kept
from ..printing.poster import Poster, PosterStation, poster_pdf
from .models import Drive
from .notices import address, period

MAX_DEPUTIES = 24
"""More names than these do not fit on a poster; the station's page has them all."""


def of_drive(drive: Drive, config: Config, size: str) -> bytes:
    """The poster of a drive, for any place."""
    return kept(config.kept, poster_pdf, [_poster(drive, None, config)], size, fonts=config.fonts, papers=config.papers)


def of_stations(drive: Drive, stations: Sequence[Station], config: Config, size: str) -> bytes:
    """A page for each station, each with the code of its own form."""
    pages = [_poster(drive, one, config) for one in stations]
    return kept(config.kept, poster_pdf, pages, size, fonts=config.fonts, papers=config.papers)


def form_address(drive: Drive, config: Config, station: Station | None = None) -> str:
    """Where the code leads: to the form, which then knows at which station it hangs."""
    return address(drive, config) + (f"?station={station.slug}" if station else "")


def _poster(drive: Drive, station: Station | None, config: Config) -> Poster:
    return Poster(
        call="民生实事　请您来提",
        asked=f"公开征集{drive.year}年度民生实事项目建议",
        lead="手机扫一扫，一分钟写下您的建议",
        steps=("扫描二维码", "写一件事，可以附照片", "记下查询码，随时看答复"),
        period=f"征集时间：{period(drive).rstrip('。')}",
        issuer=drive.issuer,
        url=form_address(drive, config, station),
        station=_hung(station) if station else None,
        note="姓名和电话自愿填写，不公开；不会用手机，请到站点当面说，或者填写纸质建议表。",
    )


def _hung(station: Station) -> PosterStation:
    duty = "、".join(station.deputies[:MAX_DEPUTIES]) + ("等" if len(station.deputies) > MAX_DEPUTIES else "")
    facts = [
        ("地　　址", station.address),
        ("开放时间", station.hours),
        ("电　　话", station.phone),
        ("值班代表", duty),
    ]
    return PosterStation(name=station.name, facts=[(label, text) for label, text in facts if text])

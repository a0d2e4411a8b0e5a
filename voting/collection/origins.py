"""Where a suggestion came from: kept for ever, told in full at the desk (来源)."""

from __future__ import annotations

from ..deputies.models import Deputy
from ..extensions import db
from ..sentences import Sentence
from .channels import CHANNELS
from .models import ImportedList, Suggestion


def told(found: Suggestion) -> list[tuple[Sentence, str]]:
    """Label and value of everything that is known of the origin, the channel first."""
    lines: list[tuple[Sentence, str]] = [(Sentence("渠道"), CHANNELS[found.channel])]
    if found.station is not None:
        lines.append((Sentence("站点"), found.station.name))
    if found.event is not None:
        lines.append((Sentence("活动"), f"{found.event.title}（{found.event.held_on.isoformat()}）"))
    if found.from_unit is not None:
        lines.append((Sentence("报送单位"), found.from_unit.name))
    if found.deputy_number is not None:
        lines.append((Sentence("提出代表"), deputy(found)))
    if found.list_id is not None:
        lines.append((Sentence("导入名单"), db.session.get_one(ImportedList, found.list_id).filename))
    if found.source:
        lines.append((Sentence("来源编号"), found.source))
    if found.entered_by:
        lines.append((Sentence("登记人"), found.entered_by))
    return lines


def deputy(found: Suggestion) -> str:
    """The deputy who proposed, by name and number; the number alone when the roster has been replaced."""
    named = db.session.get(Deputy, found.deputy_id) if found.deputy_id else None
    return f"{named.name if named else ''} {found.deputy_number or ''}".strip()

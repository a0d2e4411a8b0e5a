"""Where a template left room to stamp: the boxes of its elements that bear an `id`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rendering import POINTS_PER_PIXEL

if TYPE_CHECKING:
    from weasyprint import Document


class Places:
    """Boxes by `id`, in PDF points from the page's lower left corner."""

    def __init__(self, document: Document) -> None:
        self._boxes: dict[str, tuple[float, float, float, float]] = {}
        for page in document.pages:
            for name, (x1, y1, x2, y2) in page.anchors.items():
                k, height = POINTS_PER_PIXEL, page.height
                self._boxes[name] = (x1 * k, (height - y2) * k, x2 * k, (height - y1) * k)

    def left(self, name: str) -> tuple[float, float]:
        """Where a line of text starts."""
        x1, y1, _, _ = self._boxes[name]
        return x1, y1 + 4

    def middle(self, name: str) -> tuple[float, float, float]:
        """Centre, and width."""
        x1, y1, x2, y2 = self._boxes[name]
        return (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1

    def square(self, name: str) -> tuple[float, float, float]:
        """Lower left corner, and side."""
        x1, y1, x2, _ = self._boxes[name]
        return x1, y1, x2 - x1

"""Read PDF documents back as a reader sees them."""

from io import BytesIO

from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfBookmarkModel, QPdfDocument


class Document:
    """A PDF with its text, the boxes of its text, its properties and bookmarks."""

    def __init__(self, data: bytes | BytesIO) -> None:
        self.data = data.getvalue() if isinstance(data, BytesIO) else data
        self._bytes = QByteArray(self.data)
        self._buffer = QBuffer(self._bytes)
        self._buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument(None)
        self._document.load(self._buffer)
        assert self._document.status() == QPdfDocument.Status.Ready
        self.pages = [
            self._document.getAllText(page).text().replace("\r\n", "\n")
            for page in range(self._document.pageCount())
        ]

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "\n".join(self.pages)

    @property
    def solid(self) -> str:
        """The text without spaces and line ends, to find what was broken over lines."""
        return "".join(self.text.split())

    @property
    def size(self) -> tuple[int, int]:
        """The width and height of the first page in whole points."""
        size = self._document.pagePointSize(0)
        return round(size.width()), round(size.height())

    @property
    def is_coloured(self) -> bool:
        """Whether any point of the first page is neither black, grey nor white."""
        picture = self._document.render(0, self._document.pagePointSize(0).toSize())
        picture = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        every = bytes(picture.constBits())
        return any(
            max(every[at : at + 3]) - min(every[at : at + 3]) > 8 for at in range(0, len(every), 4)
        )

    def boxes(self, page: int) -> list[QRectF]:
        """Return the boxes of the text on a page, top left at 0, 0."""
        return [polygon.boundingRect() for polygon in self._document.getAllText(page).bounds()]

    def overlaps(self, page: int) -> list[tuple[QRectF, QRectF]]:
        """Return the pairs of boxes that cover each other by more than two points both ways."""
        boxes = self.boxes(page)
        found = []
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                shared = one.intersected(other)
                if shared.width() > 2 and shared.height() > 2:
                    found.append((one, other))
        return found

    def outside(self, page: int, margin: float = 47) -> list[QRectF]:
        """Return the boxes that reach into the margins."""
        size = self._document.pagePointSize(page)
        right, bottom = size.width() - margin, size.height() - margin
        return [
            box
            for box in self.boxes(page)
            if min(box.left(), box.top() + 2) < margin
            or box.right() > right
            or box.bottom() > bottom + 2
        ]

    def meta(self, field: QPdfDocument.MetaDataField) -> str:
        """Return a property such as the title."""
        return self._document.metaData(field)

    def bookmarks(self) -> list[tuple[str, int]]:
        """Return the bookmarks of all levels with their page, from 0."""
        model = QPdfBookmarkModel()
        model.setDocument(self._document)
        found: list[tuple[str, int]] = []

        def walk(parent=None) -> None:
            rows = model.rowCount(parent) if parent else model.rowCount()
            for row in range(rows):
                index = model.index(row, 0, parent) if parent else model.index(row, 0)
                title = index.data(int(QPdfBookmarkModel.Role.Title))
                found.append((title, index.data(int(QPdfBookmarkModel.Role.Page))))
                walk(index)

        walk()
        return found

"""What the window remembers on this computer: places, widths, columns, filters. One small file."""

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from smallcrm.ui.widgets.table_columns import ViewState

log = logging.getLogger(__name__)

_SAVE_AFTER_MS = 400


class Memory:
    """Values by key, kept as JSON; without a path they last as long as the window."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, object] = {}
        if path is not None:
            try:
                values = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError):
                values = {}  # nothing remembered yet, or nothing that can be read: start afresh
            self._values = values if isinstance(values, dict) else {}

    def get(self, key: str, default: object = None) -> object:
        """Return a value."""
        return self._values.get(key, default)

    def set(self, key: str, value: object) -> None:
        """Keep a value (of JSON's types)."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._save()

    def view_state(self, name: str) -> ViewState:
        """Return where a table keeps its columns."""

        def load() -> dict[str, object]:
            found = self.get(f"table.{name}")
            return found if isinstance(found, dict) else {}

        return ViewState(load, lambda state: self.set(f"table.{name}", dict(state)))

    def remember_splitter(self, splitter: QSplitter, name: str) -> None:
        """Give a splitter the sizes it had, and keep them when it is moved."""
        key = f"splitter.{name}"
        sizes = self.get(key)
        if isinstance(sizes, list) and len(sizes) == splitter.count():
            splitter.setSizes([int(size) for size in sizes])
        timer = QTimer(splitter, singleShot=True, interval=_SAVE_AFTER_MS)
        timer.timeout.connect(lambda: self._keep_sizes(key, splitter.sizes()))
        splitter.splitterMoved.connect(lambda: timer.start())

    def restore_window(self, window: QWidget, default: Callable[[], object]) -> None:
        """Put a window where it was, or call default."""
        kept = self.get("window")
        data = QByteArray.fromBase64(kept.encode()) if isinstance(kept, str) else QByteArray()
        if data.isEmpty() or not window.restoreGeometry(data):
            default()

    def keep_window(self, window: QWidget) -> None:
        """Keep where a window is."""
        self.set("window", bytes(window.saveGeometry().toBase64().data()).decode())

    def _keep_sizes(self, key: str, sizes: list[int]) -> None:
        if all(sizes):  # a hidden pane has no size worth keeping
            self.set(key, sizes)

    def _save(self) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part = self._path.with_suffix(".part")
            part.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), "utf-8")
            os.replace(part, self._path)
        except OSError:
            log.warning("the window's places could not be kept", exc_info=True)

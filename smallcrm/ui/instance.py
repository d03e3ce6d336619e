"""One window for a data file: a second start brings the first window to the front."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from smallcrm.storage.lock import instance_name

ANSWER_MS = 1000
# A window that has just taken the file listens a moment later: it is asked again for so long.
TRIES = 10
PAUSE_MS = 150


class Instance(QObject):
    """Listens for second starts on the same data file while the window is open."""

    def __init__(self, datafile: Path, on_called: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._on_called = on_called
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = instance_name(datafile)
        # Only the holder of the file's lock gets here: what a crash left of the name is nobody's.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.disconnectFromServer()
        self._on_called()


def call_other(datafile: Path) -> bool:
    """Ask the window that has the file open to come to the front; False when nobody answers."""
    name = instance_name(datafile)
    for turn in range(TRIES):
        if turn:
            QThread.msleep(PAUSE_MS)
        socket = QLocalSocket()
        socket.connectToServer(name)
        if socket.waitForConnected(ANSWER_MS):
            return True
    return False

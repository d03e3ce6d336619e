"""The guard that keeps True alive."""

import subprocess
import sys

EMIT_OFTEN = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
from smallcrm.ui.guard import guard_booleans

class Sender(QObject):
    sent = Signal()

app = QCoreApplication([])
guard_booleans()
sender = Sender()
for _ in range(20_000):
    sender.sent.emit()
print("alive")
"""


def test_many_signals_do_not_end_the_process():
    ended = subprocess.run(
        [sys.executable, "-c", EMIT_OFTEN], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "alive"), ended.stderr[-500:]

"""The guard that keeps None, True and False alive."""

import subprocess
import sys

CALL_OFTEN = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
from smallcrm.ui.guard import guard_singletons

class Sender(QObject):
    sent = Signal()

app = QCoreApplication([])
guard_singletons()
sender = Sender()
for _ in range(20_000):
    sender.sent.emit()
    sender.setObjectName("x")
    sender.parent()
print("alive")
"""


def test_many_calls_do_not_end_the_process():
    ended = subprocess.run(
        [sys.executable, "-c", CALL_OFTEN], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "alive"), ended.stderr[-500:]

import threading

import pytest

from smallcrm.core.errors import Cancelled
from smallcrm.core.progress import Progress


def test_a_job_runs_on_until_cancelled_from_another_thread():
    progress = Progress()
    progress.report(1, 10, "reading")
    progress.check()
    thread = threading.Thread(target=progress.cancel)
    thread.start()
    thread.join()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.check()


def test_cancelling_one_job_leaves_another_alone():
    first, second = Progress(), Progress()
    first.cancel()
    second.check()
    assert not second.cancelled

"""Jobs and reads off the window's thread."""

import threading
from contextlib import closing, contextmanager

import pytest
from PySide6.QtWidgets import QProgressBar

from smallcrm.core.errors import Cancelled, UserError
from smallcrm.ui.jobs import Runner, ThreadReader, ThreadRunner
from smallcrm.ui.widgets.progress import ProgressDialog


@contextmanager
def no_session():
    """A session factory where none is needed."""
    yield None


@pytest.fixture
def runner():
    made = ThreadRunner(no_session)
    yield made
    made.close()


@pytest.fixture
def reader():
    made = ThreadReader(no_session)
    yield made
    made.close()


@pytest.mark.parametrize("kind", [Runner, ThreadRunner])
def test_a_result_comes_on_the_window_s_thread(qtbot, kind):
    runner = kind(no_session)
    told = []
    job = runner.run(
        lambda factory, progress: 6 * 7,
        "Count",
        done=lambda result: told.append((result, threading.current_thread())),
    )
    assert runner.busy
    assert told == []  # never before run() has returned
    with qtbot.waitSignal(job.ended):
        pass
    assert told == [(42, threading.main_thread())]
    assert not runner.busy
    runner.close()


def test_work_is_done_on_another_thread_with_its_own_session(qtbot, datafile):
    runner = ThreadRunner(lambda: closing(datafile.session()))

    def work(factory, progress):
        with factory() as session:
            return threading.current_thread().name, session.undo_label()

    job = runner.run(work, "Look")
    with qtbot.waitSignal(job.done) as told:
        pass
    assert told.args[0] == ("jobs", "")
    runner.close()


def test_jobs_run_one_after_another(qtbot, runner):
    order = []
    first = runner.run(lambda factory, progress: order.append("first"), "1")
    second = runner.run(lambda factory, progress: order.append("second"), "2")
    with qtbot.waitSignals([first.ended, second.ended]):
        pass
    assert order == ["first", "second"]


def test_progress_arrives_and_cancel_stops(qtbot, runner):
    seen = threading.Event()

    def work(factory, progress):
        progress.report(1, 10, "reading")
        seen.wait(5)
        progress.check()

    cancelled = []
    job = runner.run(work, "Import", cancelled=lambda: cancelled.append(True))
    with qtbot.waitSignal(job.progressed) as told:
        pass
    assert told.args == [1, 10, "reading"]
    job.cancel()
    with qtbot.waitSignal(job.ended):
        seen.set()
    assert cancelled == [True]


def test_the_user_s_errors_go_to_who_asked_and_others_are_bugs(qtbot, runner):
    failed = []

    def refuse(factory, progress):
        raise UserError("No header row was found")

    job = runner.run(refuse, "Import", failed=failed.append)
    with qtbot.waitSignal(job.ended):
        pass
    assert [str(error) for error in failed] == ["No header row was found"]

    def break_down(factory, progress):
        raise ZeroDivisionError

    with qtbot.waitSignal(runner.broken) as told:
        runner.run(break_down, "Import", failed=failed.append)
    assert isinstance(told.args[0], ZeroDivisionError)
    assert len(failed) == 1


def test_an_error_nobody_waits_for_is_not_lost(qtbot, runner):
    def refuse(factory, progress):
        raise UserError("The disk is full")

    with qtbot.waitSignal(runner.broken) as told:
        runner.run(refuse, "Backup")
    assert str(told.args[0]) == "The disk is full"


def test_closing_cancels_and_waits(qtbot):
    runner = ThreadRunner(no_session)
    started, ended = threading.Event(), []

    def work(factory, progress):
        started.set()
        try:
            while True:
                progress.check()
        except Cancelled:
            ended.append(True)
            raise

    runner.run(work, "Long")
    assert started.wait(5)
    runner.close()
    assert ended == [True]


def test_the_dialog_follows_the_job_and_cancels_it(qtbot, runner):
    go = threading.Event()

    def work(factory, progress):
        progress.report(3, 9, "Sheet 3")
        go.wait(5)
        progress.check()

    job = runner.run(work, "Import a list")
    dialog = ProgressDialog(job)
    qtbot.addWidget(dialog)
    dialog.show()
    bar = dialog.findChild(QProgressBar)
    qtbot.waitUntil(lambda: (bar.value(), bar.maximum()) == (3, 9))
    dialog.reject()
    assert job.progress.cancelled
    assert dialog.isVisible()  # until the job has really stopped
    with qtbot.waitSignal(job.cancelled):
        go.set()
    assert not dialog.isVisible()


def test_a_read_is_answered_on_the_window_s_thread(qtbot, reader):
    told = []
    reader.read(
        "search",
        lambda session: threading.current_thread().name,
        lambda name: told.append((name, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("reader", threading.main_thread())]


def test_only_the_last_question_of_a_channel_is_answered(qtbot, reader):
    answers = []
    held = threading.Event()
    started = threading.Event()

    def slow(session):
        started.set()
        held.wait(5)
        return "old"

    reader.read("search", slow, answers.append)
    assert started.wait(5)
    for text in ("a", "ab", "abc"):
        reader.read("search", lambda session, text=text: text, answers.append)
    reader.read("list", lambda session: "list", answers.append)
    held.set()
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["abc", "list"]


def test_a_newer_question_interrupts_the_running_one(qtbot, datafile):
    reader = ThreadReader(
        lambda: closing(datafile.session()), lambda session: session.connection.interrupt
    )
    started = threading.Event()
    answers = []

    def endless(session):
        started.set()
        count = (
            "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c"
        )
        return session.connection.execute(count).fetchall()

    reader.read("search", endless, answers.append)
    assert started.wait(5)
    # the query may be about to start: ask until it has run and been stopped
    while not answers:
        reader.read("search", lambda session: "new", answers.append)
        with qtbot.waitSignal(reader._answered, timeout=1000, raising=False):
            pass
    assert set(answers) == {"new"}
    reader.close()


def test_a_failed_read_goes_to_who_asked_or_is_told(qtbot, reader):
    def refuse(session):
        raise UserError("The file is damaged")

    failed = []
    reader.read("list", refuse, lambda ids: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    with qtbot.waitSignal(reader.broken) as told:
        reader.read("list", refuse, lambda ids: None)
    assert str(told.args[0]) == "The file is damaged"


def test_nothing_is_told_after_closing(qtbot, reader):
    answers = []
    reader.read("list", lambda session: 1, answers.append)
    reader.close()
    reader.read("list", lambda session: 2, answers.append)
    with qtbot.waitSignal(reader._answered, timeout=100, raising=False):
        pass
    assert answers == []
    assert "reader" not in [thread.name for thread in threading.enumerate()]

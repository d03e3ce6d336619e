"""The program makes pictures of itself."""

import os
import subprocess
import sys

from PySide6.QtGui import QImage


def test_a_picture_of_a_dialog_and_of_a_page(tmp_path):
    command = [sys.executable, "-m", "smallcrm.ui.screenshots", str(tmp_path), "--quick"]
    command += [
        "--language",
        "en",
        "--scheme",
        "dark",
        "--only",
        "keys",
        "--only",
        "empty-customers",
    ]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    pictures = {path.stem: QImage(str(path)) for path in tmp_path.rglob("*.png")}
    assert set(pictures) == {"keys", "empty-customers"}
    assert pictures["empty-customers"].width() == 1600
    assert pictures["empty-customers"].pixelColor(800, 5).lightness() < 60

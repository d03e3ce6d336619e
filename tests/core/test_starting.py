import subprocess
import sys

HEAVY = ("babel", "phonenumbers", "platformdirs", "pypinyin", "PySide6", "peewee", "openpyxl")
CODE = f"""
import importlib, pkgutil, sys
import smallcrm.core
for module in pkgutil.walk_packages(smallcrm.core.__path__, "smallcrm.core."):
    importlib.import_module(module.name)
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_start_of_the_program_waits_for_no_heavy_module():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

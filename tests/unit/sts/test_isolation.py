"""The consuming half stands by itself: no web framework, no database toolkit."""

import subprocess
import sys


def test_sts_loads_neither_flask_nor_sqlalchemy():
    program = (
        "import pkgutil, sys, importlib, rolebridge.sts as room\n"
        "for module in pkgutil.iter_modules(room.__path__):\n"
        "    importlib.import_module(f'rolebridge.sts.{module.name}')\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = run.stdout
    assert "rolebridge" in loaded
    for stranger in ("flask", "werkzeug", "sqlalchemy", "alembic", "click", "jinja2"):
        assert f"'{stranger}'" not in loaded

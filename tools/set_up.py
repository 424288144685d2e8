"""Set up this clone's `.venv`: `set_up.py environment`, then `set_up.py install app|test|bench`.

Only the standard library. Every failure is one line on stderr; what pip said is kept in a log.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import system_libraries

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"

#: What each kind of set-up installs; every one of them gives the app too.
EXTRAS = {"app": ".", "test": ".[test]", "bench": ".[test]"}
_NETWORK = re.compile(
    r"NewConnectionError|name resolution|Network is unreachable|ProxyError|Connection refused|timed out|"
    r"Max retries",
)


def fail(sentence: str) -> NoReturn:
    """Print one line and leave with status 1."""
    sys.exit(f"Set-up stopped: {sentence}")


def make_environment() -> None:
    """Make `.venv` with this interpreter, getting its venv module first where root can (Debian, Ubuntu)."""
    try:
        import ensurepip  # noqa: F401  (Debian's python3 comes without it)
        import venv
    except ImportError:
        _get_venv_module()
    print("Making .venv ...", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        fail(f"cannot make .venv: {getattr(error, 'strerror', None) or error}.")


def _get_venv_module() -> NoReturn:
    """Install Debian's package and start again, or say in one line what to type."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not shutil.which("apt-get"):
        fail(f"{sys.executable} lacks the modules venv and ensurepip; name another Python: make PYTHON=...")
    if os.geteuid() != 0:
        fail(f"this Python lacks its venv module; type: sudo apt-get install {package}")
    if os.environ.get("PLAYGROUND_SET_UP") != "again" and system_libraries.apt_install([package]):
        os.environ["PLAYGROUND_SET_UP"] = "again"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    fail(f"this Python lacks its venv module, and 'apt-get install {package}' did not bring it.")


def install(kind: str) -> None:
    """Install the app (editable) with the extra `kind`, quietly, and touch the stamps that make looks at."""
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        fail(".venv is incomplete; type: make clean, then try again.")
    print(f"Setting up .venv ({kind}): once, a minute or two ...", flush=True)
    LOG.write_text("", encoding="utf-8")
    if not _pip_install(["-e", EXTRAS[kind]]):
        fail(_reason(LOG.read_text(encoding="utf-8", errors="replace")))
    if kind == "bench":
        _install_peers()
    for stamp in {"app", kind} | ({"test"} if kind == "bench" else set()):
        (VENV / f".installed-{stamp}").touch()


def _install_peers() -> None:
    """Install each library that the benchmarks compare with; one that cannot be had is left out and said."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["optional-dependencies"]["bench"]:
        if not _pip_install([requirement]):
            print(f"Not installed, so not compared with: {requirement}", flush=True)


def _pip_install(arguments: list[str]) -> bool:
    """Run pip quietly, its words appended to the log; whether it succeeded."""
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        *arguments,
    ]
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    with LOG.open("a", encoding="utf-8") as log:
        return not subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        ).returncode


def _reason(log: str) -> str:
    """Pip's failure as one sentence."""
    where = f"(pip's own words: {LOG.relative_to(ROOT)})"
    if _NETWORK.search(log):
        return f"the package index cannot be reached; is there a network? {where}"
    if "No space left on device" in log:
        return f"the disk is full. {where}"
    errors = [line for line in log.splitlines() if line.startswith("ERROR: ")]
    return f"{errors[-1].removeprefix('ERROR: ')} {where}" if errors else f"pip failed {where}"


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    match arguments:
        case ["environment"]:
            make_environment()
        case ["install", kind] if kind in EXTRAS:
            install(kind)
        case _:
            fail("usage: set_up.py environment | install app|test|bench")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        fail("interrupted; the next make goes on.")

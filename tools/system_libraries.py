"""Find the system's libraries and programs that Qt and the tests need, before Qt aborts over them.

`system_libraries.py window|offscreen|tests`. As root on Debian or Ubuntu what is missing is installed
with apt-get; otherwise one line names the command to type. Only the standard library.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

#: Debian's and Ubuntu's package for a library's soname, where the package is not named by the usual rule.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libz.so.1": "zlib1g",
}
#: The tests in a real window: program -> package, the same name with every packager that has them.
PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}
_MODULES = ("QtCore.abi3.so", "QtGui.abi3.so", "QtWidgets.abi3.so")
_LDD_MISSING = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)
_LOADER_MISSING = re.compile(r"^(\S+): cannot open shared object file")


def missing_libraries(libraries: Iterable[Path]) -> list[str]:
    """Sonames that these shared libraries need, directly or not, and the system does not have."""
    missing: set[str] = set()
    for library in libraries:
        if shutil.which("ldd"):
            listing = subprocess.run(["ldd", library], capture_output=True, text=True, check=False).stdout
            missing.update(_LDD_MISSING.findall(listing))
        else:
            missing.update(_first_missing(library))
    return sorted(missing)


def _first_missing(library: Path) -> list[str]:
    """Ask the loader itself, which names only the first library it cannot find."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return _LOADER_MISSING.findall(str(error))
    return []


def plugins_for(environ: Mapping[str, str]) -> list[str]:
    """The Qt platform plugins that would serve the screen this environment names, the preferred one first."""
    plugins = [
        name
        for name, variable in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY"))
        if environ.get(variable)
    ]
    return plugins or ["offscreen"]


def missing_for_qt(plugins: Iterable[str]) -> list[str]:
    """Sonames that keep the Qt in this Python from opening a window with any of `plugins`; empty is good."""
    pyside = importlib.util.find_spec("PySide6")
    if pyside is None or pyside.origin is None:
        return []
    folder = Path(pyside.origin).parent
    base = missing_libraries(folder / module for module in _MODULES)
    lacking = [missing_libraries([folder / f"Qt/plugins/platforms/libq{name}.so"]) for name in plugins]
    return sorted({*base, *min(lacking, key=len, default=[])})


def package_of(soname: str) -> str:
    """Debian's package for a soname: from `PACKAGES`, else by Debian's rule (libNAME.so.N is in libNAMEN)."""
    if soname in PACKAGES:
        return PACKAGES[soname]
    name, _, version = soname.partition(".so.")
    separator = "-" if name[-1:].isdigit() else ""
    return f"{name.replace('_', '-').lower()}{separator}{version.split('.')[0]}"


def command_for(sonames: Iterable[str], programs: Iterable[str], prefix: str) -> str:
    """The command a person types to get these, or words that say what to get where no packager is known."""
    sonames, programs = list(sonames), list(programs)
    if shutil.which("apt-get"):
        return f"{prefix}apt-get install {' '.join(_debian_packages(sonames, programs))}"
    if shutil.which("dnf"):
        names = [f"'{soname}()(64bit)'" for soname in sonames] + [
            f"/usr/bin/{program}" for program in programs
        ]
        return f"{prefix}dnf install {' '.join(names)}"
    return f"install the packages that hold {', '.join([*sonames, *programs])}"


def _debian_packages(sonames: Iterable[str], programs: Iterable[str]) -> list[str]:
    return sorted({package_of(name) for name in sonames} | {PROGRAMS[name] for name in programs})


def apt_install(packages: list[str]) -> bool:
    """As root on Debian or Ubuntu, install with apt-get, quietly; whether it succeeded."""
    print(f"Installing with apt-get: {' '.join(packages)} ...", flush=True)
    get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    install = [*get, "install", "--yes", "--no-install-recommends", *packages]
    # A new machine's package lists are absent or old; asking for them first would slow every other one.
    return _quietly(install) or (_quietly([*get, "update"]) and _quietly(install))


def _quietly(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def missing_programs() -> list[str]:
    """The programs that tests in a real window need and that are not on the path."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def lacking(purpose: str) -> tuple[list[str], list[str]]:
    """The sonames and the programs that this system lacks for `purpose`.

    `window` is the screen of this environment, `offscreen` drawing without one, `tests` a window on a
    virtual screen. Windows and macOS lack nothing that the wheels do not bring.
    """
    if not sys.platform.startswith("linux"):
        return [], []
    plugins = {"window": plugins_for(os.environ), "offscreen": ["offscreen"], "tests": ["xcb"]}[purpose]
    return missing_for_qt(plugins), missing_programs() if purpose == "tests" else []


def how_to_get(sonames: list[str], programs: list[str]) -> str | None:
    """One sentence that says what is lacking and what to type; None if nothing is."""
    if not sonames and not programs:
        return None
    what = (
        "Qt needs libraries that this system lacks"
        if sonames
        else "Tests in a real window need Xvfb and xdotool"
    )
    return f"{what}; type: {command_for(sonames, programs, '' if os.geteuid() == 0 else 'sudo ')}"


def ensure(purpose: str) -> str | None:
    """As root on Debian or Ubuntu install what `purpose` lacks; then what `how_to_get` says of the rest."""
    sonames, programs = lacking(purpose)
    if (sonames or programs) and os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install(_debian_packages(sonames, programs))
        sonames, programs = lacking(purpose)
    return how_to_get(sonames, programs)


def main(arguments: list[str]) -> int:
    """Ensure the purpose named on the command line. Missing test programs alone are said, not fatal."""
    if len(arguments) != 1 or arguments[0] not in ("window", "offscreen", "tests"):
        sys.exit("usage: system_libraries.py window | offscreen | tests")
    sentence = ensure(arguments[0])
    if sentence:
        print(sentence, file=sys.stderr)
    fatal = missing_for_qt(["offscreen"]) if arguments[0] == "tests" else sentence
    return 1 if sentence and fatal else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

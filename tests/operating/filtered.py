"""Runs a command with the system calls alone that a unit's SystemCallFilter lets through, as systemd would.

`python filtered.py FILTER… -- COMMAND…`; each FILTER names calls and groups of them, or with a ~ those to take away.
"""

import ctypes
import errno
import os
import subprocess
import sys

ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | errno.EPERM
UNKNOWN = -1


def expand(names: list[str]) -> set[str]:
    """Return all calls that names stand for; systemd knows its groups, which hold others."""
    calls = {name for name in names if not name.startswith("@")}
    if groups := [name for name in names if name.startswith("@")]:
        listed = subprocess.run(
            ["systemd-analyze", "syscall-filter", "--no-pager", *groups], stdout=subprocess.PIPE, text=True, check=True
        )
        within = [line.strip() for line in listed.stdout.splitlines() if line.startswith("    ") and "#" not in line]
        calls |= expand(within)
    return calls


def allowed(filters: list[str]) -> set[str]:
    """Return the calls that filters let through, one after the other."""
    calls: set[str] = set()
    for each in filters:
        named = expand(each.lstrip("~").split())
        calls = calls - named if each.startswith("~") else calls | named
    return calls


def refuse_all_but(calls: set[str]) -> None:
    """Let this process, and all that come of it, do no others; any other fails as if it were not permitted."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    rules = library.seccomp_init(REFUSE)
    for name in calls:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number != UNKNOWN and library.seccomp_rule_add(rules, ALLOW, number, 0) != 0:
            raise OSError(f"{name} cannot be let through")
    if library.seccomp_load(rules) != 0:
        raise OSError("the filter cannot be put into force")


if __name__ == "__main__":
    end = sys.argv.index("--")
    refuse_all_but(allowed(sys.argv[1:end]))
    os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])  # noqa: S606  that is what it is for

"""The result of a call that can fail, thrown away. Output to a stream is left out: who prints rarely looks."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes

TELLING = frozenset(
    {
        "fgets",
        "fgetws",
        "fread",
        "fwrite",
        "fscanf",
        "scanf",
        "sscanf",
        "swscanf",
        "wscanf",
        "fwscanf",
        "remove",
        "rename",
        "read",
        "write",
        "pread",
        "recv",
        "send",
        "realloc",
        "chdir",
        "fchdir",
        "chroot",
        "setuid",
        "setgid",
        "seteuid",
        "setegid",
        "setreuid",
        "setresuid",
        "ftruncate",
        "truncate",
        "dup",
        "dup2",
        "pipe",
        "fork",
        "strtol",
        "mkfifo",
        "symlink",
        "link",
        "setrlimit",
        "pthread_create",
        "CreateNamedPipe",
        "ImpersonateNamedPipeClient",
    }
)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if isinstance(node, syntax.Evaluate) and named(node.value) in TELLING:
            yield node, f"`{named(node.value)}` tells whether it worked, and nobody looks"


PATTERN = Pattern(look, strength=0.5)

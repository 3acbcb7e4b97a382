"""The result of a call that can fail, thrown away."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes, variables

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
        "fputs",
        "fputws",
        "fputc",
        "putc",
        "fputwc",
        "putwc",
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
        "fseek",
        "dup",
        "dup2",
        "pipe",
        "fork",
        "waitpid",
        "strtol",
        "mkfifo",
        "symlink",
        "link",
        "chmod",
        "chown",
        "fchmod",
        "setrlimit",
        "snprintf",
        "swprintf",
        "fprintf",
        "fwprintf",
        "pthread_create",
        "pthread_mutex_lock",
        "CreateNamedPipe",
        "ImpersonateNamedPipeClient",
    }
)
CONSOLE = ("stdout", "stderr")


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if isinstance(node, syntax.Evaluate) and named(node.value) in TELLING and not _is_console(node.value):
            yield node, f"`{named(node.value)}` tells whether it worked, and nobody looks"


def _is_console(call: syntax.Expression) -> bool:
    """Whether text goes to the terminal, where nobody could do anything about it."""
    return named(call) in ("fprintf", "fwprintf") and bool(variables(call) & set(CONSOLE))


PATTERN = Pattern(look, strength=0.5)

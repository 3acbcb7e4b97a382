"""What the tests of the analysis share: a project from texts, and the flows in it."""

from __future__ import annotations

from textwrap import dedent

from imperium.analysis.analyse import analyse, analyse_all
from imperium.analysis.flow import FileReport, Flow
from imperium.analysis.project import Project


def report(source: str, path: str = "app.py", **others: str) -> FileReport:
    """The report of one file; `others` are further files, `__` in their names a slash, the last `_` the dot."""
    files = {_path(name): dedent(text) for name, text in others.items()}
    return analyse(Project({path: dedent(source), **files}), path)


def flows(source: str, path: str = "app.py", **others: str) -> list[Flow]:
    return list(report(source, path, **others).flows)


def kinds(source: str, path: str = "app.py", **others: str) -> set[str]:
    """The kinds of what is found."""
    return {flow.kind for flow in flows(source, path, **others)}


def project_flows(**files: str) -> list[Flow]:
    """The flows of a whole project."""
    project = Project({_path(name): dedent(text) for name, text in files.items()})
    return [flow for each in analyse_all(project) for flow in each.flows]


def handler(body: str, head: str = "") -> str:
    """A Flask handler with a body, in which `x` is the caller's."""
    lines = "\n".join(f"    {line}" for line in dedent(body).strip().splitlines())
    start = "import os, re\nfrom flask import Flask, request, redirect, make_response\napp = Flask(__name__)\n"
    return f"{start}{dedent(head)}\n@app.route('/page')\ndef page():\n    x = request.args.get('x')\n{lines}\n"


def _path(name: str) -> str:
    stem, _, suffix = name.replace("__", "/").rpartition("_")
    return f"{stem}.{suffix}"

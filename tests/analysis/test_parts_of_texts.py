"""What a test of one part of a caller's text proves of the other parts: nothing."""

from __future__ import annotations

import pytest

from imperium.analysis.analyse import analyse
from imperium.analysis.project import Project

HANDLER = """
import os
from http.server import BaseHTTPRequestHandler
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        {take}
        if path == "/run":
            os.system({use})
"""


@pytest.mark.parametrize(
    "take",
    [
        'path, query = self.path.split("?", 1)',
        'path, query = self.path.split("?", 1) if "?" in self.path else (self.path, "")',
        'parts = self.path.split("?", 1) if "?" in self.path else [self.path, ""]; path, query = parts[0], parts[1]',
    ],
)
def test_the_path_of_an_address_says_nothing_of_its_query(take: str):
    kinds = [flow.kind for flow in analyse(Project({"app.py": HANDLER.format(take=take, use="query")}), "app.py").flows]
    assert kinds == ["command_injection"]


def test_what_was_compared_is_known():
    text = HANDLER.format(take='path, query = self.path.split("?", 1)', use="path")
    assert not analyse(Project({"app.py": text}), "app.py").flows


def test_the_fields_of_a_requests_body():
    text = """
from fastapi import FastAPI
from pydantic import BaseModel
import os
app = FastAPI()
class Command(BaseModel):
    word: str
@app.post("/run")
def run(command: Command):
    os.system(command.word)
"""
    assert [flow.kind for flow in analyse(Project({"app.py": text}), "app.py").flows] == ["command_injection"]
    assert not analyse(Project({"app.py": text.replace("(BaseModel)", "")}), "app.py").flows

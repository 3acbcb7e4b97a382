"""The server: where it listens, whom it lets in, and what it says when it can't."""

import socket

import httpx
from program import Program

POSTS = "Write social media posts for eco-friendly water bottles"


def test_a_taken_port_is_said(imperium: Program) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = imperium.start("up", "--port", str(port))
        told, _ = refused.communicate(timeout=120)
    assert refused.returncode == 1
    assert told.startswith(f"Port {port} on 127.0.0.1 can't be used")


def test_others_are_not_let_in_without_a_key(imperium: Program) -> None:
    refused = imperium.start("up", "--host", "0.0.0.0", "--port", "0")
    told, _ = refused.communicate(timeout=120)
    assert refused.returncode == 1
    assert "there is no API key yet. Make one with `imperium keys create" in told
    assert "Imperium is at" not in told
    assert "Traceback" not in told


def test_with_a_key_the_server_asks_for_it_and_commands_use_the_server(imperium: Program) -> None:
    made = imperium("keys", "create", "--role", "member", "--name", "laptop")
    token = made.stdout.strip()
    assert token.startswith("imp_")
    listed = imperium("keys", "list").stdout
    assert token not in listed
    assert "laptop" in listed
    _, address = imperium.up()
    assert httpx.get(f"{address}/workflow", trust_env=False, timeout=60).status_code == 401
    second = imperium.start("up", "--port", "0")
    told, _ = second.communicate(timeout=120)
    assert second.returncode == 1
    assert told.startswith("Another Imperium uses")
    refused = imperium("run", POSTS, "--out", "results")
    assert refused.exit_code == 1
    assert "IMPERIUM_API_KEY" in refused.stderr
    imperium.environment["IMPERIUM_API_KEY"] = token
    assert imperium("run", POSTS, "--out", "results").exit_code == 0
    runs = httpx.get(
        f"{address}/workflow", headers={"authorization": f"Bearer {token}"}, trust_env=False, timeout=60
    ).json()
    assert [run["status"] for run in runs["runs"]] == ["succeeded"]


def test_an_unknown_role_is_refused(imperium: Program) -> None:
    refused = imperium("keys", "create", "--role", "king")
    assert refused.exit_code == 2
    assert "admin, operator, member, viewer" in refused.stderr

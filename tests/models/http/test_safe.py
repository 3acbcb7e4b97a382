import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from imperium.models.http.safe import SafeClient
from imperium.platform.errors import InvalidInput, NetworkError, TimedOut, TooLarge


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://①②⑦.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25lo]/",
        "http://localhost/",
        "http://LOCALHOST/",
        "http://169.254.169.254/latest/meta-data/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://user:pw@example.org/",
        "https://",
        "https://exa mple.org",
        "//example.org",
        "",
        "https://example.org:99999/",
        "https://example.org\\@127.0.0.1/",
    ],
)
async def test_what_may_not_be_asked_for(url: str) -> None:
    async with SafeClient() as client:
        with pytest.raises(InvalidInput):
            await client.check(url)
        with pytest.raises(InvalidInput):
            await client.fetch(url)


class Upstream:
    """A real server on loopback; whoever reaches it is remembered."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self.reached.append(f"{request.method} {request.path_qs} {request.headers.get('authorization', '-')}")
        match request.path:
            case "/hop":
                raise web.HTTPFound(request.query["to"])
            case "/temporary":
                raise web.HTTPTemporaryRedirect(request.query["to"])
            case "/big":
                return web.Response(body=b"x" * 200_000)
            case "/zipped":
                answer = web.Response(body=b"\0" * 2_000_000)
                answer.enable_compression()
                return answer
            case "/slow":
                await asyncio.sleep(600)
        return web.Response(text=await request.text() or "hello")


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    upstream = Upstream()
    runner = web.ServerRunner(web.Server(upstream.serve), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    upstream.port = runner.addresses[0][1]
    yield upstream
    await runner.cleanup()


@pytest.fixture
async def client(upstream: Upstream) -> AsyncIterator[SafeClient]:
    async with SafeClient(allowed=[f"127.0.0.1:{upstream.port}"], max_bytes=100_000) as client:
        yield client


async def test_an_allowed_host_is_asked_and_answers(client: SafeClient, upstream: Upstream) -> None:
    await client.check(upstream.address)
    answer = await client.fetch(f"{upstream.address}/echo", method="POST", body=b"ping")
    assert (answer.status, answer.body, answer.url) == (200, b"ping", f"{upstream.address}/echo")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "0.0.0.0", "[::1]"])
async def test_a_redirect_is_judged_like_the_first_address(client: SafeClient, upstream: Upstream, host: str) -> None:
    with pytest.raises(InvalidInput, match="does not lead to a public address"):
        await client.fetch(f"{upstream.address}/hop?to=http://{host}:{upstream.port}/secret")
    assert not [path for path in upstream.reached if "GET /secret" in path]


async def test_redirects_are_followed_three_times_at_most(client: SafeClient, upstream: Upstream) -> None:
    assert (await client.fetch(f"{upstream.address}/hop?to=/hop?to=/hop?to=/end")).url == f"{upstream.address}/end"
    with pytest.raises(InvalidInput, match="More than 3 redirects"):
        await client.fetch(f"{upstream.address}/hop?to=/hop?to=/hop?to=/hop?to=/end")


async def test_a_key_does_not_follow_a_redirect_to_another_host(upstream: Upstream) -> None:
    names = [f"127.0.0.1:{upstream.port}", f"localhost:{upstream.port}"]
    async with SafeClient(allowed=names) as client:
        headers = {"Authorization": "Bearer secret"}
        await client.fetch(f"{upstream.address}/hop?to=/same", headers=headers)
        await client.fetch(f"{upstream.address}/hop?to=http://localhost:{upstream.port}/other", headers=headers)
    assert upstream.reached[1] == "GET /same Bearer secret"
    assert upstream.reached[3] == "GET /other -"


async def test_a_post_stays_one_only_where_it_must(client: SafeClient, upstream: Upstream) -> None:
    assert (await client.fetch(f"{upstream.address}/hop?to=/a", method="POST", body=b"x")).body == b"hello"
    assert (await client.fetch(f"{upstream.address}/temporary?to=/b", method="POST", body=b"x")).body == b"x"


@pytest.mark.parametrize("path", ["/big", "/zipped"])
async def test_no_more_than_the_limit_is_read(client: SafeClient, upstream: Upstream, path: str) -> None:
    with pytest.raises(TooLarge, match=r"more than 100,000 bytes"):
        await client.fetch(upstream.address + path)


async def test_a_slow_answer_is_given_up(upstream: Upstream) -> None:
    async with SafeClient(allowed=[f"127.0.0.1:{upstream.port}"], timeout_s=0.2) as client:
        with pytest.raises(TimedOut):
            await client.fetch(f"{upstream.address}/slow")


async def test_nobody_there_is_a_network_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with SafeClient(allowed=["127.0.0.1"]) as client:
            with pytest.raises(NetworkError):
                await client.fetch(f"http://127.0.0.1:{port}/")


async def test_a_name_that_changes_its_mind_is_caught_at_the_socket(upstream: Upstream) -> None:
    """`localhost` stands for any name that resolves to a private address after it was checked."""
    async with SafeClient() as client:
        with pytest.raises(InvalidInput, match="does not lead to a public address"):
            await client.fetch(f"http://localhost:{upstream.port}/")
    assert upstream.reached == []


async def test_no_proxy_is_taken_from_the_environment(
    client: SafeClient, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert (await client.fetch(upstream.address)).status == 200

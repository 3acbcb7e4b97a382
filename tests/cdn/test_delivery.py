"""Files on the wire."""

from __future__ import annotations

import gzip
from email import message_from_bytes
from typing import Any

import httpx
import pytest
import zstandard

from support.shelf import FILM, TEXT, Shelf

pytestmark = pytest.mark.asyncio(loop_scope="module")
PLAIN = {"accept-encoding": "identity"}


async def got(shelf: Shelf, url: str, method: str = "GET", **headers: str) -> httpx.Response:
    asked = shelf.running.http.build_request(
        method, url, headers={**PLAIN, **{k.replace("_", "-"): v for k, v in headers.items()}}
    )
    answer = await shelf.running.http.send(asked, stream=True)
    raw = b"".join([piece async for piece in answer.aiter_raw()])
    answer.extensions["raw"] = raw
    await answer.aclose()
    return answer


def raw(answer: httpx.Response) -> bytes:
    found: Any = answer.extensions["raw"]
    assert isinstance(found, bytes)
    if answer.request.method != "HEAD" and "content-length" in answer.headers:
        assert len(found) == int(answer.headers["content-length"])
    return found


async def test_a_file_is_sent_whole_to_be_kept_for_ever(shelf: Shelf) -> None:
    answer = await got(shelf, shelf.film.url)
    assert (answer.status_code, raw(answer)) == (200, FILM)
    told = answer.headers
    assert told["content-type"] == "video/mp4"
    assert told["cache-control"] == "private, max-age=2592000, immutable"
    assert told["etag"] == f'"{shelf.film.name.partition(".")[0]}"'
    assert told["accept-ranges"] == "bytes"
    assert told["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in told


async def test_head_tells_the_same_and_sends_nothing(shelf: Shelf) -> None:
    whole, head = await got(shelf, shelf.film.url), await got(shelf, shelf.film.url, "HEAD")
    assert raw(head) == b""
    for name in ("content-length", "etag", "content-type", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    part = await got(shelf, shelf.film.url, "HEAD", range="bytes=0-9")
    assert (part.status_code, part.headers["content-length"]) == (206, "10")


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=10-19", 10, 20), ("bytes=-5", len(FILM) - 5, len(FILM)), ("bytes=7-", 7, len(FILM))],
)
async def test_a_part_is_sent_as_asked(shelf: Shelf, asked: str, first: int, end: int) -> None:
    answer = await got(shelf, shelf.film.url, range=asked)
    assert (answer.status_code, raw(answer)) == (206, FILM[first:end])
    assert answer.headers["content-range"] == f"bytes {first}-{end - 1}/{len(FILM)}"


async def test_several_parts_come_in_one_answer(shelf: Shelf) -> None:
    answer = await got(shelf, shelf.film.url, range="bytes=0-9,100-199,-1")
    body = raw(answer)
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + body).get_payload()
    assert isinstance(parts, list)
    assert [part["content-range"] for part in parts] == [  # type: ignore[index]
        f"bytes {first}-{last}/{len(FILM)}" for first, last in ((0, 9), (100, 199), (len(FILM) - 1, len(FILM) - 1))
    ]
    boundary = answer.headers["content-type"].partition("boundary=")[2].encode()
    contents = [piece.partition(b"\r\n\r\n")[2][:-2] for piece in body.split(b"--" + boundary)[1:-1]]
    assert contents == [FILM[:10], FILM[100:200], FILM[-1:]]


async def test_parts_of_something_else_are_the_whole_of_this(shelf: Shelf) -> None:
    etag = (await got(shelf, shelf.film.url, "HEAD")).headers["etag"]
    assert (await got(shelf, shelf.film.url, range="bytes=0-9", if_range=etag)).status_code == 206
    for other in ('"other"', f"W/{etag}", "Wed, 21 Oct 2026 07:28:00 GMT"):
        assert (await got(shelf, shelf.film.url, range="bytes=0-9", if_range=other)).status_code == 200


@pytest.mark.parametrize(("asked", "status"), [(f"bytes={len(FILM)}-", 416), ("bytes=9-1", 200), ("lines=1-2", 200)])
async def test_what_can_not_be_satisfied_is_told_and_nonsense_is_ignored(shelf: Shelf, asked: str, status: int) -> None:
    answer = await got(shelf, shelf.film.url, range=asked)
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(FILM)}"


async def test_who_has_it_is_told_so(shelf: Shelf) -> None:
    etag = (await got(shelf, shelf.film.url, "HEAD")).headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = await got(shelf, shelf.film.url, if_none_match=known, range="bytes=0-9")
        assert (answer.status_code, raw(answer)) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "immutable" in answer.headers["cache-control"]
    assert (await got(shelf, shelf.film.url, if_none_match='"x"')).status_code == 200
    assert (await got(shelf, shelf.film.url, if_match='"x"')).status_code == 412


async def test_text_is_packed_as_the_reader_likes_it_and_films_are_not(shelf: Shelf) -> None:
    packed = {
        "gzip": gzip.decompress,
        "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content, len(TEXT)),
    }
    etags = {(await got(shelf, shelf.text.url)).headers["etag"]}
    for coding, unpacked in packed.items():
        for _ in range(2):
            answer = await got(shelf, shelf.text.url, accept_encoding=coding)
            assert answer.headers["content-encoding"] == coding
            assert answer.headers["vary"] == "accept-encoding"
            assert len(raw(answer)) < len(TEXT) / 4
            assert unpacked(raw(answer)) == TEXT
        etags.add(answer.headers["etag"])
        again = await got(shelf, shelf.text.url, accept_encoding=coding, if_none_match=answer.headers["etag"])
        assert again.status_code == 304
    assert len(etags) == 3, "other bytes have another tag"
    for plain in (shelf.film, shelf.tiny):
        assert "content-encoding" not in (await got(shelf, plain.url, accept_encoding="gzip, zstd")).headers
    part = await got(shelf, shelf.text.url, accept_encoding="gzip", range="bytes=0-9")
    assert (part.status_code, raw(part)) == (206, TEXT[:10])


async def test_active_content_can_do_nothing(shelf: Shelf) -> None:
    answer = await got(shelf, shelf.drawing.url)
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_it_is_saved_under_a_safe_name(shelf: Shelf) -> None:
    for wanted, saved in (("My film!", "my-film.mp4"), ('a";\r\n b/../c.mp4', "a-b-c.mp4"), ("…", "file.mp4")):
        answer = await shelf.running.http.get(shelf.film.url, params={"download": wanted})
        assert answer.headers["content-disposition"] == f'attachment; filename="{saved}"'
    assert (await got(shelf, shelf.film.url)).headers["content-disposition"] == f'inline; filename="{shelf.film.name}"'


@pytest.mark.parametrize(
    "name",
    [
        "%2e%2e",
        "%2e%2e%2fsettings.json",
        "..%2f..%2fimperium.db",
        "x" * 64 + ".png",
        "a" * 64 + ".mp4",
        "a" * 64 + ".png%00.mp4",
    ],
)
@pytest.mark.parametrize("folder", ["artifacts", "assets"])
async def test_no_path_leads_out(shelf: Shelf, folder: str, name: str) -> None:
    assert (await got(shelf, f"/{folder}/{name}")).status_code in (404, 422)


async def test_only_what_is_published_is_everybodys(shelf: Shelf) -> None:
    http, name = shelf.running.http, shelf.text.name
    assert (await http.get(f"/assets/{name}")).status_code == 404
    published = await http.post(f"/api/v1/assets/{name}")
    assert published.status_code == 201
    answer = await http.get(published.json()["url"])
    assert answer.content == TEXT
    assert answer.headers["cache-control"] == "public, max-age=2592000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers.get_list("cross-origin-resource-policy") == ["cross-origin"]
    assert (await http.delete(f"/api/v1/assets/{name}")).status_code == 204
    assert (await http.get(f"/assets/{name}")).status_code == 404
    assert (await http.delete(f"/api/v1/assets/{name}")).status_code == 404
    assert (await http.post(f"/api/v1/assets/{'0' * 64}.png")).status_code == 404

"""What AWS answers when something is wrong, by a small server of the test's own: moto doesn't enforce it."""

import base64
from collections.abc import AsyncIterator, Callable

import orjson
import pytest
from aiohttp import web

from imperium.models.keys.master import Context, Master, Masters, Wrapped
from imperium.platform.errors import (
    DataCorrupted,
    ImperiumError,
    InvalidInput,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TransientError,
)

CONTEXT: Context = {"tenant": "acme", "key": "key_a"}
REFUSALS = {
    "DisabledException": ProviderRejected,
    "KMSInvalidStateException": ProviderRejected,
    "AccessDeniedException": ProviderRejected,
    "NotFoundException": ProviderRejected,
    "UnrecognizedClientException": ProviderRejected,
    "ExpiredTokenException": ProviderRejected,
    "com.amazonaws.kms#InvalidCiphertextException": DataCorrupted,
    "IncorrectKeyException": DataCorrupted,
    "ThrottlingException": RateLimited,
    "KeyUnavailableException": ProviderUnavailable,
    "DependencyTimeoutException": ProviderUnavailable,
}


class Kms:
    """Refuses with `code`, or with a broken server's 500 when that is empty."""

    def __init__(self) -> None:
        self.code = ""
        self.asked: list[tuple[str, dict[str, object], str]] = []

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        target, signature = request.headers["x-amz-target"], request.headers["authorization"]
        self.asked.append((target, orjson.loads(await request.read()), signature))
        body = {"__type": self.code, "message": "arn:aws:kms:eu-central-1:1234:key/secret-name is not to be repeated"}
        return web.Response(
            body=orjson.dumps(body), status=400 if self.code else 500, content_type="application/x-amz-json-1.1"
        )


@pytest.fixture
async def kms() -> AsyncIterator[Kms]:
    server = Kms()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def master(kms: Kms, open_masters: Callable[..., Masters], monkeypatch: pytest.MonkeyPatch) -> Master:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "aws-secret-of-the-test")
    own = {"keyId": "alias/imperium", "region": "eu-central-1", "endpointUrl": kms.url}
    return open_masters(master="aws_kms", awsKms=own).get("aws_kms")


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_is_one_of_our_errors(kms: Kms, master: Master, code: str) -> None:
    kms.code = code
    with pytest.raises(ImperiumError) as refused:
        await master.unwrap(Wrapped("arn:aws:kms:key/1", b"blob"), CONTEXT)
    assert type(refused.value) is REFUSALS[code]
    assert refused.value.remedy
    assert "secret-name" not in str(refused.value.as_dict())
    assert "aws-secret" not in str(refused.value.as_dict())


async def test_an_outage_passes_and_says_so(kms: Kms, master: Master) -> None:
    for _ in range(2):
        with pytest.raises(TransientError) as refused:
            await master.new_data_key(CONTEXT)
        assert "passes by itself" in str(refused.value.remedy)
        assert "AWS KMS" in refused.value.detail
        await kms.stop()


async def test_requests_are_signed_and_name_their_context(kms: Kms, master: Master) -> None:
    with pytest.raises(ImperiumError):
        await master.unwrap(Wrapped("arn:aws:kms:key/1", b"blob"), CONTEXT)
    ((target, asked, signature),) = kms.asked
    assert target == "TrentService.Decrypt"
    assert asked["EncryptionContext"] == CONTEXT
    assert asked["KeyId"] == "arn:aws:kms:key/1", "another key's blob isn't opened"
    assert base64.b64decode(str(asked["CiphertextBlob"])) == b"blob"
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=AKIATEST/")
    assert "/eu-central-1/kms/aws4_request" in signature


async def test_without_credentials_or_region_it_says_what_is_missing(
    kms: Kms, open_masters: Callable[..., Masters], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for file in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(file, "/nowhere")
    with pytest.raises(InvalidInput) as refused:
        open_masters(master="aws_kms", awsKms={"keyId": "alias/imperium"}).get("aws_kms")
    assert refused.value.field == "secrets.awsKms.region"
    own = {"keyId": "alias/imperium", "region": "eu-central-1", "endpointUrl": kms.url}
    with pytest.raises(ProviderRejected, match="no AWS credentials"):
        await open_masters(master="aws_kms", awsKms=own).get("aws_kms").current()

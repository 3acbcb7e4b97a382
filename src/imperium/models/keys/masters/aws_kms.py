"""AWS KMS: the master key never leaves AWS; each use is a call that AWS records.

Source: AWS KMS API reference: GenerateDataKey, Encrypt, Decrypt, ReEncrypt, DescribeKey, and their error codes. The
data key's context is the encryption context, so it stands in the audit trail. Requests are signed by botocore (the
extra `aws`), which also finds the credentials.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from imperium.models.keys.exchange import PASSES, Exchange
from imperium.models.keys.master import DATA_KEY_BYTES, Context, DataKey, MasterKind, Opening, Wrapped
from imperium.platform.errors import (
    DataCorrupted,
    ImperiumError,
    InvalidInput,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
)
from imperium.platform.settings import AwsKms as Settings

NAME = "AWS KMS"
AT_ONCE = 16
"""Calls of a rewrap that run together: far below the 5,500 requests a second that AWS allows by default."""

PASSING = frozenset({"DependencyTimeoutException", "KMSInternalException", "KeyUnavailableException"})
THROTTLED = frozenset({"ThrottlingException", "LimitExceededException", "RequestLimitExceeded"})
FOREIGN = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
REMEDIES: Mapping[str, str] = {
    "AccessDeniedException": "Allow this server's role kms:GenerateDataKey, Encrypt, Decrypt, ReEncrypt*, DescribeKey.",
    "NotFoundException": "Correct secrets.awsKms.keyId and its region.",
    "DisabledException": "Enable the key in AWS.",
    "KMSInvalidStateException": "The key is disabled or is to be deleted: enable it, or cancel its deletion, in AWS.",
}
CREDENTIALS = (
    "Give this server valid AWS credentials: a role, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile."
)


class AwsKms:
    def __init__(self, key_id: str, signer: Signer) -> None:
        self._key_id = key_id
        self._signer = signer
        self._exchange = Exchange(NAME)

    async def current(self) -> str:
        described = await self._call("DescribeKey", {"KeyId": self._key_id})
        return str(described["KeyMetadata"]["Arn"])

    async def new_data_key(self, context: Context) -> DataKey:
        asked = {"KeyId": self._key_id, "NumberOfBytes": DATA_KEY_BYTES, "EncryptionContext": dict(context)}
        made = await self._call("GenerateDataKey", asked)
        return DataKey(bytearray(base64.b64decode(made["Plaintext"])), _wrapped(made))

    async def wrap(self, plain: bytearray, context: Context) -> Wrapped:
        text = base64.b64encode(plain).decode()
        asked = {"KeyId": self._key_id, "Plaintext": text, "EncryptionContext": dict(context)}
        return _wrapped(await self._call("Encrypt", asked))

    async def unwrap(self, wrapped: Wrapped, context: Context) -> bytearray:
        blob = base64.b64encode(wrapped.key).decode()
        asked = {"CiphertextBlob": blob, "KeyId": wrapped.version, "EncryptionContext": dict(context)}
        return bytearray(base64.b64decode((await self._call("Decrypt", asked))["Plaintext"]))

    async def rewrap(self, many: Sequence[tuple[Wrapped, Context]]) -> list[Wrapped]:
        bound = asyncio.Semaphore(AT_ONCE)

        async def one(wrapped: Wrapped, context: Context) -> Wrapped:
            async with bound:
                return await self._rewrap(wrapped, context)

        return await asyncio.gather(*(one(*each) for each in many))

    async def rotate(self) -> str:
        raise InvalidInput(
            "AWS KMS renews a key's material by itself, and keeps what the older material wrapped readable.",
            field="secrets.master",
            value="aws_kms",
            remedy="To change to another key, set secrets.awsKms.keyId to it and run `imperium secrets rewrap`.",
        )

    async def retire(self, used: Collection[str]) -> list[str]:
        raise InvalidInput(
            "AWS KMS keeps a key's older material for as long as the key exists.",
            field="secrets.master",
            value="aws_kms",
            remedy="Schedule the deletion of a key that nothing is under any more in AWS: `imperium secrets status`.",
        )

    async def close(self) -> None:
        await self._exchange.close()

    async def _rewrap(self, wrapped: Wrapped, context: Context) -> Wrapped:
        """Inside of AWS: the data key isn't seen here."""
        asked = {
            "CiphertextBlob": base64.b64encode(wrapped.key).decode(),
            "SourceKeyId": wrapped.version,
            "SourceEncryptionContext": dict(context),
            "DestinationKeyId": self._key_id,
            "DestinationEncryptionContext": dict(context),
        }
        return _wrapped(await self._call("ReEncrypt", asked))

    async def _call(self, operation: str, asked: dict[str, Any]) -> Mapping[str, Any]:
        content = orjson.dumps(asked)
        url, headers = await self._signer.signed(operation, content)
        answer = await self._exchange.ask("POST", url, headers, content)
        if answer.status != 200:
            raise refusal(answer.body)
        return answer.body


class Signer:
    """Signs requests with whatever credentials AWS's usual places hold (Signature Version 4)."""

    def __init__(self, settings: Settings) -> None:
        session = _botocore_session()
        self._region = settings.region or session.get_config_variable("region")
        if not self._region:
            raise InvalidInput(
                "No AWS region is known.",
                field="secrets.awsKms.region",
                remedy="Set secrets.awsKms.region, or AWS_REGION.",
            )
        self._url = settings.endpoint_url or _endpoint(self._region)
        self._session = session

    async def signed(self, operation: str, content: bytes) -> tuple[str, dict[str, str]]:
        """The address and the headers. In a thread: credentials may be fetched from a file or a service."""
        return await asyncio.to_thread(self._signed, operation, content)

    def _signed(self, operation: str, content: bytes) -> tuple[str, dict[str, str]]:
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest

        credentials = self._session.get_credentials()
        if credentials is None:
            raise ProviderRejected(f"{NAME}: no AWS credentials are found.", remedy=CREDENTIALS)
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": f"TrentService.{operation}"}
        request = AWSRequest("POST", self._url, data=content, headers=headers)
        SigV4Auth(credentials.get_frozen_credentials(), "kms", self._region).add_auth(request)
        return self._url, dict(request.headers.items())


def refusal(body: Mapping[str, Any]) -> ImperiumError:
    """KMS's error as one of ours, by its code. AWS's sentence isn't repeated: it may name what others shouldn't see."""
    code = str(body.get("__type", "")).rpartition("#")[2] or "no code"
    if code in THROTTLED:
        return RateLimited(f"{NAME} is asked too often ({code}).", remedy=PASSES)
    if code in PASSING:
        return ProviderUnavailable(f"{NAME} is unavailable ({code}).", remedy=PASSES)
    if code in FOREIGN:
        return DataCorrupted(f"{NAME} can't open a stored key ({code}).", remedy="Enter the key again.")
    return ProviderRejected(f"{NAME} refuses ({code}).", remedy=REMEDIES.get(code, CREDENTIALS))


def _wrapped(answer: Mapping[str, Any]) -> Wrapped:
    return Wrapped(str(answer["KeyId"]), base64.b64decode(answer["CiphertextBlob"]))


def _endpoint(region: str) -> str:
    """China is a partition of its own, with its own domain."""
    return f"https://kms.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"


def _botocore_session() -> Any:
    try:
        from botocore.session import get_session
    except ImportError:
        raise InvalidInput(
            "The master aws_kms needs botocore, which isn't installed.",
            field="secrets.master",
            value="aws_kms",
            remedy="Install `imperium[aws]`.",
        ) from None
    return get_session()


def open_kms(opening: Opening) -> AwsKms:
    """Raises InvalidInput when the key or its region isn't named, or the extra `aws` isn't installed."""
    settings = opening.settings.aws_kms
    if not settings.key_id:
        raise InvalidInput(
            "The master aws_kms needs a key.", field="secrets.awsKms.keyId", remedy="Name its id, ARN or alias."
        )
    return AwsKms(settings.key_id, Signer(settings))


MASTER = MasterKind("AWS KMS", open_kms)

"""Content credentials (C2PA): who made a picture, and whether a procedure or a model did, signed into the file.

An installation signs with a chain of its own, made when it first needs one. Whoever reads the credentials sees that the
picture is unchanged since, and that nobody vouches for the signer: that takes a certificate of a listed authority, put
in the place of ours.
"""

from __future__ import annotations

import datetime
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from imperium import __version__

FILE = "content-credentials.pem"
VALID_DAYS = 3650
MOST_BYTES = 512 * 2**20  # the library reads the whole file
EMBEDDED = "embedded:"
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
PROCEDURAL = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


@dataclass(frozen=True, slots=True)
class Identity:
    """PEM: a private key of P-256, and its certificate with the one that signed it."""

    key: bytes
    chain: bytes


def identity(folder: Path) -> Identity:
    """The installation's, made where there is none. The file, key first, is readable by its owner alone.

    Raises OSError where the folder can't be written, ValueError for files that are no key and chain.
    """
    if not (folder / FILE).exists():
        _keep(folder, _made())
    content = (folder / FILE).read_bytes()
    key = serialization.load_pem_private_key(content, None)
    chain = x509.load_pem_x509_certificates(content)
    return Identity(_pem(key), b"".join(c.public_bytes(serialization.Encoding.PEM) for c in chain))


def sign(path: Path, media_type: str, title: str, engine: str, who: Identity) -> None:
    """Put credentials into a file. Pixels and metadata stay as they are. Raises C2paError or OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise OSError(f"{path.name} is larger than {MOST_BYTES >> 20} MiB")
    c2pa: Any = import_module("c2pa")
    manifest = {
        "claim_generator_info": [{"name": "Imperium", "version": __version__}],
        "title": title,
        "format": media_type,
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [_created(engine)]}}],
    }
    settings = c2pa.Settings.from_dict({"builder": {"thumbnail": {"enabled": False}}, "verify": OFFLINE})
    info = c2pa.C2paSignerInfo(b"es256", who.chain, who.key, None)
    draft = path.with_suffix(".draft")
    with (
        c2pa.Context(settings) as context,
        c2pa.Signer.from_info(info) as signer,
        c2pa.Builder(manifest, context) as builder,
        path.open("rb") as source,
        draft.open("w+b") as target,
    ):
        builder.sign(signer, media_type, source, target)
    draft.replace(path)


OFFLINE = {"remote_manifest_fetch": False, "ocsp_fetch": False}


def credentials(path: Path, media_type: str) -> dict[str, Any] | None:
    """What the credentials of a file say and whether they hold (`validation_state`); None where it has none."""
    c2pa: Any = import_module("c2pa")
    with c2pa.Context(c2pa.Settings.from_dict({"verify": OFFLINE})) as context, path.open("rb") as file:
        try:
            with c2pa.Reader(media_type, file, context=context) as reader:
                found: dict[str, Any] = json.loads(reader.json())
        except c2pa.C2paError as error:
            if "ManifestNotFound" in str(error):
                return None
            raise
    return found


def _created(engine: str) -> dict[str, Any]:
    """What isn't of our own engine was drawn by a trained model."""
    source = PROCEDURAL if engine.startswith(EMBEDDED) else TRAINED
    return {"action": "c2pa.created", "digitalSourceType": source, "softwareAgent": {"name": engine}}


def _made() -> Identity:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Imperium, root of this installation", root_key, None, None)
    leaf = _certificate("Imperium, pictures of this installation", key, root, root_key)
    return Identity(_pem(key), b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (leaf, root)))


def _pem(key: Any) -> bytes:
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey | None,
) -> x509.Certificate:
    """The root's where there is no issuer. Profile: C2PA 2.2, section 14.5."""
    is_root, signer = issuer is None, issuer_key or key
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Imperium"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    begins = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    builder = (
        x509.CertificateBuilder(issuer.subject if issuer else subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(_usage(is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(signer, hashes.SHA256())


def _usage(is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )


def _keep(folder: Path, made: Identity) -> None:
    """Appears whole or not at all; of two that make one at once the first wins."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{FILE}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made.key + made.chain)
    with suppress(FileExistsError):
        os.link(draft, folder / FILE)
    draft.unlink()

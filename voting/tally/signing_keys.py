"""The installation's keys: Ed25519 for the seals on papers, P-256 with a certificate for PDF files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Keys:
    """The keys of an installation: Ed25519 for codes, P-256 with a certificate for PDF files."""

    seal: Ed25519PrivateKey
    paper_key_pem: bytes
    paper_cert_pem: bytes

    @property
    def public_pem(self) -> bytes:
        """What everybody may have: the PUBLIC KEY of the codes and the CERTIFICATE of the PDF files."""
        public = self.seal.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return public + self.paper_cert_pem


def make_keys(now: datetime, name: str = "民生实事票决") -> Keys:
    """New keys; the certificate is self-signed and holds for 20 years from the day before `now`."""
    paper = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(paper.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=20 * 365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(paper.public_key()), critical=False)
        .sign(paper, hashes.SHA256())
    )
    return Keys(Ed25519PrivateKey.generate(), private_pem(paper), certificate.public_bytes(serialization.Encoding.PEM))


def load_or_make_keys(folder: Path, now: datetime) -> Keys:
    """The keys in `folder`, made at the first call; whoever comes first wins when several processes start at once.

    `signing.key` holds both private keys and the certificate (0600), `signing-key.pem` the public halves.
    """
    path = folder / "signing.key"
    if not path.exists():
        keys = make_keys(now)
        put(path, private_pem(keys.seal) + keys.paper_key_pem + keys.paper_cert_pem)
    blocks = re.findall(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n", path.read_bytes(), re.DOTALL)
    if len(blocks) != 3:
        raise ValueError(f"{path}: two private keys and a certificate expected")
    seal_key = serialization.load_pem_private_key(blocks[0], None)
    if not isinstance(seal_key, Ed25519PrivateKey):
        raise ValueError(f"{path}: the first key is not Ed25519")
    keys = Keys(seal_key, blocks[1], blocks[2])
    public = folder / "signing-key.pem"
    if not public.exists() or public.read_bytes() != keys.public_pem:
        public.write_bytes(keys.public_pem)
    return keys


def put(path: Path, content: bytes) -> None:
    """Write a private file whole or not at all; one that is there already stays."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        # a link, unlike a rename, never replaces what another process has put there
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def private_pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

"""PDF signatures: PAdES (ETSI EN 319 142-1) with a certification that allows no change at all.

pyHanko is imported late: it takes most of a second, which a program that signs nothing need not wait.
"""

from __future__ import annotations

import io
import logging

from asn1crypto import keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from .reading import Check

FIELD = "Result"
NAME = "pdf-signature"

logging.getLogger("pyhanko").setLevel(logging.ERROR)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)


def sign_pdf(pdf: bytes, key_pem: bytes, cert_pem: bytes, *, reason: str = "") -> bytes:
    """The PDF with a PAdES signature that certifies it and allows no change; raises `ValueError` for a bad key."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = serialization.load_pem_private_key(key_pem, None)
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=_certificate(cert_pem),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason or None,
    )
    out = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def check_pdf(pdf: bytes, pem: bytes) -> Check:
    """Whether the PDF bears exactly one signature, by the certificate in `pem`, over the whole file, unchanged since.

    Judged by pyHanko's `bottom_line`, which also looks at what was appended later. Never raises for a bad PDF.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign import fields
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        certificate = _certificate(pem)
    except ValueError:
        return Check(NAME, False, "key", "there is no certificate in the key file")
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        signatures = reader.embedded_signatures
        if not signatures:
            return Check(NAME, False, "pdf", "the PDF is not signed")
        if len(signatures) > 1:
            return Check(NAME, False, "pdf", "the PDF bears more than one signature")
        signature = signatures[0]
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False, other_certs=[])
        status = validate_pdf_signature(signature, context)
        if signature.signer_cert.dump() != certificate.dump():
            return Check(NAME, False, "pdf", "the PDF is signed with another key")
        if not status.bottom_line:
            if not status.intact or not status.valid:
                why = "the PDF was altered after it was signed"
            elif not status.trusted:
                why = "the PDF is signed with another key"
            else:
                why = "the PDF was added to after it was signed"
            return Check(NAME, False, "pdf", why)
        permissions = signature.docmdp_level
        if permissions != fields.MDPPerm.NO_CHANGES:
            return Check(NAME, False, "pdf", "the signature does not certify the whole document")
    except Exception as error:
        # bytes from a stranger: whatever the parser trips over, the paper is refused
        return Check(NAME, False, "pdf", f"the signature cannot be read: {error}")
    return Check(NAME, True, "pdf", f"signed by {certificate.subject.human_friendly}, unchanged since")


def _certificate(pem: bytes) -> asn1_x509.Certificate:
    """The first certificate of a PEM file; raises `ValueError`."""
    certificate = x509.load_pem_x509_certificate(pem[pem.find(b"-----BEGIN CERTIFICATE-----") :])
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

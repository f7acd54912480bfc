"""Ed25519 (RFC 8032): who signed, told by a public key. Signing itself needs a secret, which is kept elsewhere."""

from evaluator.digests import Digest, digest_bytes

PUBLIC_KEY_BYTES, SIGNATURE_BYTES = 32, 64


def key_id(public_key: bytes) -> Digest:
    """What a key is called: the digest of its 32 bytes."""
    return digest_bytes(public_key)


def is_signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether the owner of that key signed that message. What is no key or no signature answers False."""
    # Not before it is needed: it takes 6 MB, and few commands look at a signature.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True

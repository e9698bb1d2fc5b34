"""One .fhd file: what it is, and what is in it (sync format, sections 3 and 3.1)."""

from dataclasses import dataclass

import blake3
import cbor2
import zstandard
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt
from nacl.exceptions import CryptoError

MAGIC = bytes.fromhex("894648440D0A1A0A")
MAX_FILE = 64 << 20
MAX_WINDOW = 8 << 20
SEGMENT, PACK, BLOB, MARKER = 1, 2, 3, 4


class Refused(Exception):
    """Why a file is not used; the first argument is the outcome's name in the format."""


@dataclass
class Outside:
    """What can be told of a whole file without a key."""

    kind: int
    flags: int
    major: int
    vault: bytes
    key_id: bytes
    nonce: bytes
    header: bytes
    body: bytes
    file_id: bytes


def number(data, at, length):
    return int.from_bytes(data[at : at + length], "little")


def inspect(data):
    """Checks all that needs no key, in the order of section 3.1."""
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise Refused("unrelated")
    if len(data) < 128:
        raise Refused("arriving")
    header_length, body_length = number(data, 14, 2), number(data, 120, 8)
    whole = header_length + body_length + 32
    if not 128 <= header_length <= 1024 or whole > MAX_FILE:
        raise Refused("damaged")
    if len(data) < whole:
        raise Refused("arriving")
    if len(data) > whole:
        raise Refused("damaged")
    if blake3.blake3(data[:-32]).digest() != data[-32:]:
        raise Refused("damaged")
    return Outside(
        kind=data[12],
        flags=data[13],
        major=number(data, 8, 2),
        vault=data[16:32],
        key_id=data[88:96],
        nonce=data[96:120],
        header=data[:header_length],
        body=data[header_length:-32],
        file_id=data[-32:],
    )


def open_file(data, vault, keys):
    """Opens a file with the keys of a ring, by their ids; returns what stands outside and the payload."""
    outside = inspect(data)
    if outside.major > 1:
        raise Refused("newer")
    if outside.major == 0 or outside.flags & 7 != 7:
        raise Refused("tampered")
    if outside.flags > 7:
        raise Refused("newer")
    if outside.vault != vault:
        raise Refused("other vault")
    key = keys.get(outside.key_id)
    if key is None:
        raise Refused("locked")
    try:
        content = crypto_aead_xchacha20poly1305_ietf_decrypt(outside.body, outside.header, outside.nonce, key)
    except CryptoError:
        raise Refused("tampered") from None
    return outside, unpack(content)


def unpack(content):
    """Content is a length, one zstd frame and zeros; the frame's content is a CBOR map."""
    length = number(content, 0, 4)
    frame = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).decompressobj()
    try:
        payload = frame.decompress(content[4 : 4 + length])
        if len(content) < 4 + length or not frame.eof or frame.unused_data or any(content[4 + length :]):
            raise Refused("malformed")
        payload = cbor2.loads(payload)
    except (zstandard.ZstdError, cbor2.CBORDecodeError):
        raise Refused("malformed") from None
    if not isinstance(payload, dict):
        raise Refused("malformed")
    return payload


def key_id(key):
    return blake3.blake3(key, derive_key_context="firsthand sync 2026 key id v1").digest()[:8]

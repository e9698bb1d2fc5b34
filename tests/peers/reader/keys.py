"""From the recovery code to the keys of a vault (sync format, section 15)."""

import blake3
import cbor2
import pyrage

from envelope import MARKER, Refused, inspect, key_id, open_file

PROOF = "firsthand sync 2026 key slot proof v1"


class NoKeys(Exception):
    """Why nothing can be read; in words for whoever typed the code."""


def identity(code):
    """Reads a recovery code as somebody wrote it down."""
    text = "".join(code.split()).replace("-", "").upper()
    start = "AGESECRETKEY1"
    if not text.startswith(start):
        raise NoKeys("This is not a recovery code; it begins with AGE-SECRET-KEY-1.")
    rest = text[len(start) :].translate(str.maketrans("OI1B", "0LL8"))
    if len(rest) != 58:
        raise NoKeys(f"The code has {len(rest)} characters after its start, not 58.")
    try:
        return pyrage.x25519.Identity.from_str("AGE-SECRET-KEY-1" + rest)
    except Exception:
        raise NoKeys("A character of the code is wrong; compare it with your copy.") from None


def slots(files, code):
    """The key slots that a code opens, as maps; which of them count is another question."""
    found = []
    for path, data in files:
        if not path.lower().endswith(".age") or len(data) > 256 << 10:
            continue
        try:
            slot = cbor2.loads(pyrage.decrypt(data, [code]))
        except Exception:
            continue  # It is sealed for others, or no slot at all.
        if isinstance(slot, dict) and slot.get("v") == 1:
            found.append(slot)
    return found


def is_proven(slot, key):
    """Whether whoever wrote the slot knew this key."""
    rest = cbor2.dumps({name: value for name, value in slot.items() if name != "proofs"}, canonical=True)
    secret = blake3.blake3(key, derive_key_context=PROOF).digest()
    proof = blake3.blake3(rest, key=secret).digest()
    return any(entry[0] == key_id(key) and entry[1] == proof for entry in slot.get("proofs", []))


def unlock(files, code):
    """The vault in a folder, and its keys by their ids: a slot counts if it opens the marker, or is proven by one that does."""
    opened = slots(files, code)
    if not opened:
        raise NoKeys("No key of this folder opens with this code; a newer code may have replaced it.")
    for path, data in files:
        if "/" in path or len(data) > 4096:
            continue
        try:
            marker = inspect(data)
        except Refused:
            continue
        if marker.kind != MARKER:
            continue
        ring = {}
        mine = [slot for slot in opened if slot.get("vault") == marker.vault]
        for slot in mine:
            for entry in slot["keys"]:
                try:
                    open_file(data, marker.vault, {key_id(entry[1]): entry[1]})
                    ring[key_id(entry[1])] = entry[1]
                except Refused:
                    continue
        # Keys that are only read with count as well here: nothing is ever written.
        grown = True
        while ring and grown:
            proven = [slot for slot in mine if any(is_proven(slot, key) for key in ring.values())]
            more = {key_id(entry[1]): entry[1] for slot in proven for entry in slot["keys"]}
            grown = not more.keys() <= ring.keys()
            ring.update(more)
        if ring:
            return marker.vault, ring
    raise NoKeys("The keys that the code opens belong to another folder than this one, or its marker is not here.")

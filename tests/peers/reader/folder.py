"""The files of a folder, and what they carry (sync format, sections 2, 6 and 14)."""

import os
from collections import defaultdict

from envelope import BLOB, MARKER, PACK, SEGMENT, Refused, open_file

SKIPPED_ENDINGS = (
    ".tmp .part .partial .filepart .crdownload .icloud .nextcloud .owncloud .cloud .rsls".split()
)
SKIPPED_PLACES = {
    "@eadir", "#recycle", "@recycle", "$recycle.bin", "system volume information", "lost+found", "__macosx",
}


def root_of(picked):
    """The root in a folder that somebody picked: the folder Firsthand in it, or itself where a marker lies right there."""
    names = os.listdir(picked)
    if any(name.startswith("vault-") and name.lower().endswith(".fhd") for name in names):
        return picked
    return os.path.join(picked, "Firsthand")


def walk(root):
    """All files that are read, as (path below the root, bytes), in the order of their paths."""
    found = []
    for place, places, names in os.walk(root, followlinks=False):
        below = os.path.relpath(place, root)
        parts = [] if below == "." else below.split(os.sep)
        places[:] = [name for name in places if not is_skipped(name) and len(parts) < 3]
        for name in names:
            full = os.path.join(place, name)
            if is_skipped(name) or name.lower() == "readme.txt" or os.path.islink(full) or not os.path.isfile(full):
                continue
            with open(full, "rb") as file:
                found.append(("/".join(parts + [name]), file.read()))
    return sorted(found)


def is_skipped(name):
    lower = name.lower()
    return name[:1] in ".~" or lower in SKIPPED_PLACES or lower.endswith(tuple(SKIPPED_ENDINGS))


def contents(files, vault, keys):
    """What the files carry: documents by id, each with its kind, saves and changes; and what could not be read, by path."""
    documents = defaultdict(lambda: {"kind": None, "saves": [], "changes": {}})
    problems = {}

    def change(entry):
        doc, kind, hash_, data = entry[:4]
        documents[doc]["kind"] = documents[doc]["kind"] or kind
        documents[doc]["changes"][hash_] = data

    for path, data in files:
        if path.lower().endswith(".age"):
            continue
        try:
            outside, payload = open_file(data, vault, keys)
        except Refused as refused:
            if refused.args[0] != "unrelated" or path.lower().endswith(".fhd"):
                problems[path] = refused.args[0]
            continue
        if outside.kind in (SEGMENT, PACK):
            for entry in payload.get("changes", []):
                change(entry)
            for doc, kind, _heads, save in (entry[:4] for entry in payload.get("documents", [])):
                documents[doc]["kind"] = documents[doc]["kind"] or kind
                documents[doc]["saves"].append(save)
        elif outside.kind not in (BLOB, MARKER):
            problems[path] = "newer"
    return documents, problems

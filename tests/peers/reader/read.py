"""Prints every note of a sync folder, with nothing but the recovery code and docs/sync-format.md. See README.md."""

import base64
import json
import os
import subprocess
import sys
import uuid

import blake3

import folder
from keys import NoKeys, identity, unlock

USAGE = "Usage: read.py FOLDER < RECOVERY-CODE\n"
NOTHING, USAGE_ERROR, PARTLY = 1, 2, 3


def genesis(kind):
    """The writers of the changes that every document of a kind begins with, one a level (docs/documents.md)."""
    return [blake3.blake3(f"firsthand genesis {kind} {level}".encode()).hexdigest()[:32] for level in range(1, 33)]


def records(documents):
    """The documents as records. A second program reads them, because automerge has no reader for Python."""
    plain = [
        {
            "id": str(uuid.UUID(bytes=doc)),
            "kind": parts["kind"],
            "genesis": genesis(parts["kind"]),
            "saves": [base64.b64encode(save).decode() for save in parts["saves"]],
            "changes": [base64.b64encode(change).decode() for change in parts["changes"].values()],
        }
        for doc, parts in sorted(documents.items())
    ]
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "documents.mjs")
    done = subprocess.run(["node", script, modules()], input=json.dumps(plain), capture_output=True, text=True)
    if done.returncode != 0:
        raise NoKeys(f"The documents cannot be read: {done.stderr.strip()}")
    return json.loads(done.stdout)


def modules():
    """Where `install` has put the packages: beside the virtual environment that runs this."""
    return os.path.dirname(sys.prefix)


def main():
    if len(sys.argv) != 2:
        sys.stderr.write(USAGE)
        return USAGE_ERROR
    try:
        root = folder.root_of(sys.argv[1])
        files = folder.walk(root)
        vault, keys = unlock(files, identity(sys.stdin.read()))
        documents, problems = folder.contents(files, vault, keys)
        read = records(documents)
    except (NoKeys, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return NOTHING
    for path, outcome in problems.items():
        sys.stderr.write(f"{path} is not used: {outcome}\n")
    for problem in read["problems"]:
        sys.stderr.write(f"{problem}\n")
    json.dump(read["documents"], sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.write("\n")
    return PARTLY if problems or read["problems"] else 0


if __name__ == "__main__":
    sys.exit(main())

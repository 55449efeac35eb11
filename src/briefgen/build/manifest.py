"""The manifest of an edition: what went in and what came out, for people who ask later and for the next build."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen import __version__
from briefgen.build import state
from briefgen.localize.editions import texts_digest
from briefgen.model.edition import Edition
from briefgen.workspace import Workspace

SUFFIX = ".manifest.json"
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """``inputs`` holds a digest for each thing that went in, ``outputs`` one for each file that came out."""

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


def shared_inputs(workspace: Workspace) -> dict[str, str]:
    """Return a digest of each thing that goes into all editions: the program, and the parts that designs share."""
    shared = dict(state.template_digests(workspace.templates, ("shared",)))
    return {"briefgen": state.engine(), **state.epoch(), **shared}


def inputs(
    workspace: Workspace, edition: Edition, design: Iterable[str], shared: Mapping[str, str], conformance: str
) -> dict[str, str]:
    """Return a digest of each thing that decides the bytes of an edition; ``design`` are its folders of templates."""
    own = dict(state.template_digests(workspace.templates, design))
    pictures = state.pictures(workspace.root, edition.pictures)
    return {**edition.inputs, **shared, **own, **pictures, "conformance": conformance}


def path(edition: Edition) -> str:
    """Return where the manifest of an edition lies, below the output folder."""
    return f"{edition.stem}{SUFFIX}"


def as_bytes(edition: Edition, inputs: Mapping[str, str], outputs: Mapping[str, str]) -> bytes:
    """Return the manifest of an edition as JSON."""
    view = edition.view
    data: dict[str, Any] = {
        "edition": edition.key,
        "publication": f"{edition.kind}/{edition.publication}",
        "audience": edition.audience,
        "locale": edition.locale,
        "version": view["version"],
        "date": view["iso"],
        "texts": texts_digest(edition),
        "draft": edition.draft,
        "briefgen": __version__,
        "facts": {name: fact["text"] for name, fact in sorted(view["facts"].items())},
        "sources": sorted(view["sources"]),
        "pictures": sorted(name.split("/", 1)[1] for name in inputs if name.startswith("pictures/")),
        "untranslated": [{"message": gap.address, "state": gap.state} for gap in edition.gaps],
        "inputs": dict(sorted(inputs.items())),
        "outputs": dict(sorted(outputs.items())),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def load(folder: Path, relative: str) -> Manifest | None:
    """Return the manifest that an earlier build wrote, or None."""
    try:
        data = json.loads((folder / relative).read_text(encoding="utf-8"))
        return Manifest(dict(data["inputs"]), dict(data["outputs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def reasons(before: Manifest | None, inputs: Mapping[str, str]) -> list[str]:
    """Say what changed since an edition was built; an empty list means that nothing did."""
    if before is None:
        return ["it was never built here"]
    found = [f"{name} changed" for name in inputs if name in before.inputs and inputs[name] != before.inputs[name]]
    found += [f"{name} is new" for name in inputs if name not in before.inputs]
    found += [f"{name} is gone" for name in before.inputs if name not in inputs]
    return found


def summary(found: list[str]) -> str:
    """Return reasons on one line."""
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return "; ".join(found[:SHOWN]) + more

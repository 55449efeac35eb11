"""Makes the file of one recipient, in a worker. How, is a row in a table: the engine and the ledger never see it.

Nothing of a recipient leaves a worker but the file: an exception may quote what it choked on, so that only the code
of a problem or the name of a class is handed back.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from briefgen.compose.fill import fill
from briefgen.deliver.eml import UndeliverableError, as_eml
from briefgen.model.document import Document
from briefgen.model.recipient import Recipient
from briefgen.render.problems import MACHINE_ERRORS, RenderError


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker gets: the form of the output, the file of the master, and the recipient to fill it for."""

    form: str
    master: Path
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class Made:
    """The file, or why there is none: a ``code`` from docs/findings.md with the name of a class in ``detail``, or in
    ``machine`` the number of an error that concerns all rows.
    """

    body: bytes = b""
    code: str = ""
    detail: str = ""
    machine: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form of output: the ending of its files, the function from a master and a recipient to a file, and whether
    all files are joined into one at the end.
    """

    ending: str
    maker: Callable[[Any, Recipient], bytes]
    joined: bool = False


def make(order: Order) -> Made:
    """Make one file from its master. The same order gives the same bytes, whatever was made before."""
    try:
        return Made(FORMS[order.form].maker(_master(order.master), order.recipient))
    except MemoryError:
        raise  # the worker says so, without more words
    except RenderError as error:
        return _none(error.problems[0].code)
    except UndeliverableError as error:
        return _none(error.code)
    except OSError as error:
        return Made(machine=error.errno) if error.errno in MACHINE_ERRORS else _none("render-error", error)
    except Exception as error:
        return _none("render-error", error)


def _none(code: str, error: Exception | None = None) -> Made:
    return Made(code=code, detail=type(error).__name__ if error else "")


@lru_cache(maxsize=16)
def _master(path: Path) -> Any:
    """Return a master: it is read once by each worker, and never sent with a row."""
    return pickle.loads(path.read_bytes())


def _pdf(master: Document, recipient: Recipient) -> bytes:
    """Lay out and paint the whole document. This is what any quicker way is held against."""
    from briefgen.render.pdf import render_pdf

    return render_pdf(replace(master, html=fill(master.html, master.slots, recipient.fields), slots={}))


FORMS: dict[str, Form] = {
    "files": Form("pdf", _pdf),
    "eml": Form("eml", as_eml),
    "mbox": Form("eml", as_eml, joined=True),
}

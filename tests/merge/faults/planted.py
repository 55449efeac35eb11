"""briefgen with makers that come to grief when a name tells them to, and quote it in what they raise and print."""

import os
import sys
import time
from dataclasses import replace
from typing import Any

from briefgen import merging
from briefgen.cli import main
from briefgen.merge import making
from briefgen.merge.making import Made, Order


def grief(order: Order) -> Made:
    """Make a file as always, unless the name says otherwise."""
    name, whole = order.recipient.name, str(order.recipient)
    print(whole, file=sys.stderr, flush=True)
    os.write(1, whole.encode())
    if "abort" in name:
        os.abort()
    elif "hang" in name:
        time.sleep(600)
    elif "memory" in name:
        hold = [whole] * (8 << 30)
        del hold

    def failing(master: Any, recipient: Any) -> bytes:
        raise ValueError(f"{whole} cannot be drawn")

    if "exception" in name:
        making.FORMS = {form: replace(each, maker=failing) for form, each in _FORMS.items()}
    try:
        return making.make(order)
    finally:
        making.FORMS = _FORMS


_FORMS = making.FORMS
merging.make = grief  # type: ignore[attr-defined]

if __name__ == "__main__":
    main()

"""Who gets nothing: lists of addresses, or of their keyed hashes where the addresses themselves may not be kept."""

import hmac
import re
from collections.abc import Iterable
from pathlib import Path

from briefgen.findings import Finding, Place
from briefgen.load.files import read_text
from briefgen.load.yaml import Positions
from briefgen.merge.reading.addresses import address, folded
from briefgen.merge.reading.cells import CellError
from briefgen.merge.sources.source import ListError
from briefgen.model.mapping import Suppression

MAX_BYTES = 256 * 1024 * 1024
_HASH = re.compile(r"[0-9a-fA-F]{64}")


class Suppressed:
    """The addresses on the lists of a mapping. Raises ListError when one of the lists cannot be read."""

    def __init__(self, rule: Suppression | None, folder: Path, positions: Positions) -> None:
        self._addresses: set[str] = set()
        self._hashes: set[bytes] = set()
        self._key = b""
        self.texts: list[str] = []
        if rule is None:
            return
        if rule.hash_key:
            place = positions.value(("suppression", "hash-key"))
            self._key = self._text(folder, rule.hash_key, place).strip().encode()
        for index, name in enumerate(rule.files):
            self._add(self._text(folder, name, positions.value(("suppression", "files", index))), name)

    def _text(self, folder: Path, name: str, place: Place) -> str:
        text = read_text(folder, name, MAX_BYTES)
        if isinstance(text, Finding):
            raise ListError(
                Finding("list-suppression", place, f"{name}: {text.message}", "correct the name, or the file")
            )
        self.texts.append(text)
        return text

    def _add(self, text: str, name: str) -> None:
        for number, line in enumerate(text.split("\n"), start=1):
            entry = line.strip()
            if _HASH.fullmatch(entry):
                self._hashes.add(bytes.fromhex(entry))
            elif entry and not entry.startswith("#"):
                try:
                    self._addresses.add(folded(address(entry)))
                except CellError as fault:
                    raise ListError(
                        Finding("list-suppression", Place(name, number, 1), fault.message, fault.hint)
                    ) from None
        if self._hashes and not self._key:
            hint = "name the file of the key they were made with: hash-key: suppression.key"
            raise ListError(Finding("list-suppression", Place(name), "the file has hashes, and there is no key", hint))

    def any_of(self, addresses: Iterable[str]) -> bool:
        """Tell whether one of these addresses, folded, is on a list."""
        if not self._hashes:
            return not self._addresses.isdisjoint(addresses)
        return any(map(self.holds, addresses))

    def holds(self, email: str) -> bool:
        """Tell whether an address, folded, is on a list."""
        return email in self._addresses or (
            bool(self._hashes) and hmac.digest(self._key, email.encode(), "sha256") in self._hashes
        )

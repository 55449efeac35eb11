"""The mapping of a list: loaded from the file beside it, and held against the list and the newsletter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from briefgen.findings import Finding, Place, Severity, did_you_mean, has_errors
from briefgen.load.files import read_text
from briefgen.load.validate import validate
from briefgen.load.yaml import Path as Steps
from briefgen.load.yaml import Positions, parse
from briefgen.localize.formats import known_currency
from briefgen.localize.locales import reading
from briefgen.merge.sources.source import ListError
from briefgen.model.mapping import Choice, Form, ListMapping
from briefgen.model.publication import Newsletter
from briefgen.model.recipient import NAME_FIELDS


@dataclass(frozen=True, slots=True)
class LoadedMapping:
    """A mapping with the places of its values."""

    value: ListMapping
    positions: Positions
    text: str


def load_mapping(path: Path, name: str) -> LoadedMapping:
    """Return the mapping in a file, which findings call ``name``. Raises ListError."""
    text = read_text(path.parent, path.name)
    if isinstance(text, Finding):
        raise ListError(Finding(text.code, Place(name), text.message, text.hint))
    parsed = parse(text, name)
    # A mapping that was begun, and in which everything is still a comment, is one in which everything is missing.
    value, findings = validate(ListMapping, {} if parsed.value is None else parsed.value, parsed.positions, name)
    if value is None or parsed.findings:
        raise ListError(*(parsed.findings or findings))
    return LoadedMapping(value, parsed.positions, text)


def check(
    mapping: LoadedMapping, columns: Iterable[str], newsletter: Newsletter, mailed: bool = False
) -> tuple[Finding, ...]:
    """Return the warnings about a mapping, also those about e-mails where the recipients are ``mailed``.

    Raises ListError when it does not fit the list or the newsletter.
    """
    findings = [
        *_columns(mapping, tuple(columns)),
        *_words(mapping, newsletter),
        *_fields(mapping, newsletter),
        *(_mailed(mapping) if mailed else ()),
    ]
    if has_errors(findings):
        raise ListError(*findings)
    return tuple(findings)


def _columns(mapping: LoadedMapping, columns: tuple[str, ...]) -> Iterator[Finding]:
    for steps, column in mapping.value.named():
        if column not in columns:
            hint = did_you_mean(column, columns)
            if steps in (("locale", "column"), ("audience", "column")):
                hint += "; what holds for everybody is written {default: …}"
            yield Finding("mapping-column", mapping.positions.value(steps), f'the list has no column "{column}"', hint)


def _words(mapping: LoadedMapping, newsletter: Newsletter) -> Iterator[Finding]:
    """Yield a finding for each word of a rule that means nothing."""
    value = mapping.value
    yield from _rule(mapping, ("name", "form"), value.name.form, get_args(Form))
    yield from _rule(mapping, ("audience",), value.audience, newsletter.audiences)
    if value.locale:
        tags = {tag for tag in _targets(value.locale) if reading(tag)}
        yield from _rule(mapping, ("locale",), value.locale, tags or ("nl", "es", "en-GB"))
    if value.locale is None and value.audience is None and len(newsletter.audiences) > 1:
        message = "nothing says which edition a recipient gets"
        yield Finding("mapping-rule", mapping.positions.value(), message, "add locale: or audience:, with a column")


def _rule(mapping: LoadedMapping, steps: Steps, rule: Choice | None, known_words: Iterable[str]) -> Iterator[Finding]:
    if rule is None:
        return
    ways: list[tuple[Steps, str | None]] = [(("default",), rule.default)]
    ways += [(("values", cell), word) for cell, word in rule.values.items()]
    for way, word in ways:
        if word is not None and word not in known_words:
            place = mapping.positions.value((*steps, *way))
            yield Finding("mapping-rule", place, f'"{word}" is no {steps[-1]} here', did_you_mean(word, known_words))


def _targets(rule: Choice) -> Iterator[str]:
    yield from rule.values.values()
    if rule.default is not None:
        yield rule.default


def _fields(mapping: LoadedMapping, newsletter: Newsletter) -> Iterator[Finding]:
    """Yield a finding for each field whose type is another in the newsletter, and for each that no column fills."""
    wanted = dict.fromkeys(NAME_FIELDS, "text") | newsletter.recipient_fields
    for name, field in mapping.value.fields.items():
        if name in wanted and field.type != wanted[name]:
            message = f'the newsletter says that "{name}" is {wanted[name]}, the mapping that it is {field.type}'
            place = mapping.positions.value(("fields", name, "type"))
            yield Finding("mapping-field", place, message, f"write type: {wanted[name]}")
        if field.currency and not known_currency(field.currency):
            place = mapping.positions.value(("fields", name, "currency"))
            yield Finding("mapping-field", place, f'there is no currency "{field.currency}"', "write EUR, PEN or GBP")
    for name in newsletter.recipient_fields:
        if name not in mapping.value.fields:
            message = f'no column fills the field "{name}": everybody reads the words for when it is not known'
            hint = f"add it below fields, or take it out of the newsletter's recipient-fields: {name}"
            place = mapping.positions.key(("fields",))
            yield Finding("mapping-incomplete", place, message, hint, Severity.WARNING)


def _mailed(mapping: LoadedMapping) -> Iterator[Finding]:
    """Yield what e-mails lack: addresses, and a link of each reader's own to stop the mails by a program (RFC 8058)."""
    if mapping.value.email is None:
        message = "no column names the addresses, and e-mails need them"
        hint = "add email: and the column that holds them, or merge with --as files"
        yield Finding("mapping-rule", mapping.positions.value(), message, hint)
    if mapping.value.code is None:
        message = "no column names the code of a reader: nobody can unsubscribe with one click"
        hint = "add code: and the column that holds, for each person, a long code which nobody can guess"
        yield Finding("mapping-code", mapping.positions.value(), message, hint, Severity.WARNING)

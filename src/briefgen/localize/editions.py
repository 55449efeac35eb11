"""Makes editions: one publication for one audience as plain data, with everything it used."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from briefgen.errors import UsageError
from briefgen.localize import formats
from briefgen.localize.blocks import block_view
from briefgen.localize.locales import direction
from briefgen.localize.localizer import Localizer, Texts, UnresolvedError, word_view
from briefgen.localize.readers.profile import parts
from briefgen.localize.translator import Translator
from briefgen.model.edition import Edition, View
from briefgen.model.library import Entry, Library
from briefgen.model.organisation import Audience, Missing
from briefgen.model.publication import Block, Brief, Newsletter, Publication

DEFAULT_MISSING = {"briefs": Missing.BLOCK, "newsletters": Missing.LABEL}


def texts_digest(edition: Edition) -> str:
    """Return a digest of all texts that an edition prints: a signed proof names it, and so does the manifest."""
    printed = sorted(f"{name} {digest}" for name, digest in edition.inputs.items() if "#" in name)
    own = "\n".join(line for line in printed if not line.startswith("wording#"))
    return hashlib.sha256(own.encode()).hexdigest()[:16]


class Localization:
    """Localizes a library; what editions share is made once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.texts = Texts(library)
        self._translators: dict[str, Translator] = {}

    def editions(self, draft: bool = False) -> Iterator[Edition]:
        """Yield every edition that can be made; the checks report references that lead nowhere."""
        for publication in self.library.publications():
            for audience in dict.fromkeys(publication.value.audiences):
                with suppress(UnresolvedError, UsageError):
                    yield self.edition(publication, audience, draft)

    def edition(self, publication: Entry[Any], audience_id: str, draft: bool = False) -> Edition:
        """Return one edition. Raises UnresolvedError when it names something that does not exist."""
        if audience_id not in self.library.audiences:
            raise UnresolvedError(f"audiences/{audience_id}")
        return self.localized(publication, self.library.audiences[audience_id], draft)

    def localized(self, publication: Entry[Any], audience: Entry[Audience], draft: bool = False) -> Edition:
        """Return the edition for an audience that need not be in the library. Raises UnresolvedError as above."""
        return _Builder(self.texts, self.translator(audience.value.locale), publication, audience).build(draft)

    def words(self, locale: str) -> View:
        """Return all wording in a locale, that of papers which are no edition among it."""
        find, messages = self.translator(locale).find, self.texts.messages
        return {key: word_view(find(messages[f"wording#{key}"])) for key in self.library.wording.words}

    def translator(self, locale: str) -> Translator:
        """Return what looks messages up for a locale."""
        if locale not in self._translators:
            self._translators[locale] = Translator(self.library.catalogues, locale)
        return self._translators[locale]


class _Builder:
    """Builds the view of one edition."""

    def __init__(
        self, texts: Texts, translator: Translator, publication: Entry[Any], audience: Entry[Audience]
    ) -> None:
        self._entry = publication
        self._audience = audience
        self._to = Localizer(texts, translator, audience.value.register_, audience.value.currency)
        self._chart = 0

    def build(self, draft: bool) -> Edition:
        audience, to, value = self._audience.value, self._to, self._entry.value
        to.files |= {self._entry.place().path, self._audience.place().path}
        view = self._common(value) | self._own(value)
        missing = value.missing or audience.missing or DEFAULT_MISSING[self._entry.kind]
        view["draft"] = draft or (missing is Missing.LABEL and bool(to.gaps))
        view |= {"facts": to.facts, "sources": to.sources, "rates": to.rates}
        view |= {"words": to.words, "foreign_facts": to.foreign_facts}
        self._note_plain(view)
        name = self._entry.id
        return Edition(
            key=view["key"],
            path=self._entry.place().path,
            kind=self._entry.kind,
            publication=name,
            audience=self._audience.id,
            locale=audience.locale,
            stem=f"{self._entry.kind}/{name}/{view['key']}",
            view=view,
            inputs=to.inputs,
            files=frozenset(to.files),
            gaps=tuple(to.gaps.values()),
            missing=Missing.LABEL if draft and missing is Missing.BLOCK else missing,
            outputs=audience.outputs,
            pictures=tuple(sorted(to.pictures)),
        )

    def _common(self, value: Publication) -> View:
        to, locale, address = self._to, self._audience.value.locale, self._entry.address
        sections, recommendations = self._body()
        return {
            "key": f"{self._entry.id}.{self._audience.id}.{locale}",
            "id": self._entry.id,
            "kind": self._entry.kind.removesuffix("s"),
            "locale": locale,
            "direction": direction(locale),
            "audience": self._audience_view(),
            "organisation": self._organisation(),
            "title": to.text(f"{address}#title"),
            "kicker": to.optional(f"{address}#kicker"),
            "standfirst": to.text(f"{address}#standfirst"),
            "month": formats.date(locale, value.date, "month"),
            "day": formats.date(locale, value.date, "day"),
            "iso": value.date.isoformat(),
            "year": str(value.date.year),
            "version": value.version,
            "keywords": [to.text(f"{address}#keywords.{index + 1}") for index in range(len(value.keywords))],
            "country": self._country(value.country),
            "reading_note": to.optional(f"{address}#reading-note"),
            "contact": {
                "heading": to.text(f"{address}#contact.heading"),
                "text": to.text(f"{address}#contact.text"),
                "email": value.contact.email,
                "url": value.contact.url,
            },
            "recommendations": recommendations,
            "sections": sections,
        }

    def _own(self, value: Publication) -> View:
        """Return what only briefs or only newsletters have."""
        to, address = self._to, self._entry.address
        if isinstance(value, Brief):
            return {
                "form": value.kind,
                "key_figure": self._key_figure(value),
                "summary": [
                    {
                        "id": point.id,
                        "label": to.text(f"{address}#summary.{point.id}.label"),
                        "text": to.text(f"{address}#summary.{point.id}.text"),
                    }
                    for point in value.summary
                ],
                "recommendations_heading": to.optional(f"{address}#recommendations-heading"),
            }
        letter = {
            name: to.optional(f"{address}#letter.{name}") for name in ("greeting", "text", "signature", "postscript")
        }
        personal = [
            {
                "id": one.id,
                "text": to.text(f"{address}#letter.personal.{one.id}.text"),
                "otherwise": to.optional(f"{address}#letter.personal.{one.id}.otherwise"),
            }
            for one in (value.letter.personal if isinstance(value, Newsletter) else ())
        ]
        return {
            "form": "newsletter",
            "key_figure": self._key_figure(value),
            "name": to.text(f"{address}#name"),
            "subject": to.optional(f"{address}#subject") or to.text(f"{address}#title"),
            "preheader": to.text(f"{address}#preheader"),
            "letter": letter | {"personal": personal},
            "mail": self._mail(),
        }

    def _mail(self) -> View | None:
        """Return what only the e-mail of a newsletter says, or None where the organisation sends none."""
        mail = self._to.library.organisation.value.mail
        if mail is None:
            return None
        return {
            "sender": mail.sender,
            "name": self._to.optional("organisation#mail.name") or self._to.text("organisation#name"),
            "reply_to": mail.reply_to,
            "unsubscribe": mail.unsubscribe,
            "unsubscribe_mail": mail.unsubscribe_mail,
            "pictures": mail.pictures,
            "footer": self._to.optional(f"{self._audience.address}#footer"),
        }

    def _key_figure(self, value: Any) -> View | None:
        if value.key_figure is None:
            return None
        text = self._to.text(f"{self._entry.address}#key-figure.text")
        return {"fact": self._to.fact(value.key_figure.fact), "text": text}

    def _audience_view(self) -> View:
        audience = self._audience.value
        return {
            "id": self._audience.id,
            "register": audience.register_,
            "paper": audience.paper,
            "pages": audience.pages,
            "call_to_action": self._to.optional(f"{self._audience.address}#call-to-action"),
        }

    def _organisation(self) -> View:
        to, entry = self._to, self._to.library.organisation
        imprint = entry.value.imprint
        view: View = {"legal_name": imprint.legal_name, "email": imprint.email, "website": imprint.website}
        for name in ("address", "registration", "statement"):
            view[name] = to.optional(f"organisation#imprint.{name}")
        logo = entry.value.brand.logo
        return {
            "name": to.text("organisation#name"),
            "short_name": to.optional("organisation#short-name"),
            "imprint": view,
            "theme": entry.value.brand.theme,
            "logo": to.picture(logo) if logo else None,
        }

    def _country(self, name: str | None) -> View | None:
        if name is None:
            return None
        entry = self._to.entry("countries", name)
        return {"id": name, "name": self._to.text(f"{entry.address}#name")}

    def _body(self) -> tuple[list[View], list[View]]:
        """Return the sections with what belongs in their rail apart, and all recommendations."""
        sections, recommendations = [], []
        for section, blocks in parts(self._entry.sections, self._audience.value):
            views = list(self._blocks(blocks))
            recommendations += [view for view in views if view["kind"] == "recommendation"]
            rest = [view for view in views if view["kind"] != "recommendation"]
            if rest or (section.heading and not views):
                sections.append(
                    {
                        "id": section.id,
                        "heading": self._to.text(f"{self._entry.address}#{section.id}") if section.heading else None,
                        "aside": [view for view in rest if view["kind"] == "facts"],
                        "blocks": [view for view in rest if view["kind"] != "facts"],
                    }
                )
        return sections, recommendations

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[View]:
        for block in blocks:
            view = block_view(self._to, self._entry, block)
            if block.kind == "chart":
                self._chart += 1
                view["number"] = self._chart
            yield view

    def _note_plain(self, view: View) -> None:
        """Note what is neither a text nor a fact: dates, addresses, settings, the order of the blocks."""
        self._to.note(
            f"{self._entry.address} (settings)",
            _skeleton({**view, "facts": {}, "sources": {}, "rates": {}, "words": {}, "foreign_facts": {}}),
        )


def _skeleton(value: Any) -> Any:
    """Return a view without its texts and facts, which are noted one by one."""
    if isinstance(value, dict):
        if value.keys() - {"address"} == {"text", "lang"} or "forms" in value:
            return None
        return {key: _skeleton(item) for key, item in value.items()}
    return [_skeleton(item) for item in value] if isinstance(value, list) else value

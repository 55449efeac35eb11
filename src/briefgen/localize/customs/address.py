"""Forms of address: what formal and informal are in a language, for those who write and check its texts."""

from collections.abc import Mapping

from briefgen.localize.locales import chain

# Language or locale: formal, informal. Where a language has one form for all, both are the same.
_WORDS: Mapping[str, tuple[str, str]] = {
    "ar": ("حضرتكم", "أنت"),
    "ca": ("vostè", "tu"),
    "cs": ("Vy", "ty"),
    "da": ("De", "du"),
    "de": ("Sie", "du"),
    "el": ("εσείς", "εσύ"),
    "en": ("you", "you"),
    "es": ("usted", "tú"),
    "es-AR": ("usted", "vos"),
    "es-UY": ("usted", "vos"),
    "fi": ("te", "sinä"),
    "fr": ("vous", "tu"),
    "hu": ("Ön", "te"),
    "it": ("Lei", "tu"),
    "nb": ("De", "du"),
    "nl": ("u", "je"),
    "pl": ("Pan, Pani", "ty"),
    "pt": ("o senhor, a senhora", "você"),
    "pt-PT": ("o senhor, a senhora", "tu"),
    "ro": ("dumneavoastră", "tu"),
    "ru": ("Вы", "ты"),
    "sv": ("ni", "du"),
    "tr": ("siz", "sen"),
    "uk": ("Ви", "ти"),
}


def words(tag: str) -> tuple[str, str] | None:
    """Return the words for formal and informal "you" in a locale; None where they are not known.

    Raises UsageError when the tag is unknown.
    """
    return next((_WORDS[link] for link in chain(tag) if link in _WORDS), None)

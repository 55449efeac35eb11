"""Pictures and the rights to use them."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from briefgen.model.base import Content, Line, LocaleTag, Name, Text


class Picture(Content):
    """The sidecar of a picture file in content/media.

    ``alt`` says what matters in the picture to those who cannot see it. Where people are shown,
    ``consent`` names the form on file.
    """

    file: Name = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png|jpg|jpeg)$")
    alt: Text
    credit: Line
    licence: Name
    people: Literal["none", "adults", "children"] = "none"
    consent: str | None = None
    language: LocaleTag | None = None

    @model_validator(mode="after")
    def _cleared(self) -> Self:
        if self.people != "none" and not self.consent:
            raise PydanticCustomError(
                "consent-missing",
                "the picture shows {people}, and no consent is named",
                {
                    "people": self.people,
                    "hint": "name the form that is on file in consent, or choose a picture without people",
                },
            )
        return self

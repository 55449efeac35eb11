"""Reads the HTML of a mail: its pictures become parts of the message, and nothing else may be loaded or run."""

import re
from html import escape

from briefgen.render.email.pictures import Pictures
from briefgen.render.html import Rewriter, unescaped_css
from briefgen.render.problems import RenderError, link_problem, shorten

# What would load something, beside pictures.
LOADED = {"srcset", "background", "poster", "data", "action", "formaction", "ping"}
FORBIDDEN = {"script", "iframe", "frame", "object", "embed", "base", "form", "input", "link", "svg", "video", "audio"}
_PICTURE = re.compile(r'(\ssrc=)"[^"]*"')
ELSEWHERE = "the reader's program would load it from elsewhere, and tell that the mail was opened"


class MailPage(Rewriter):
    """``sheets`` are the style elements, ``styles`` the style attributes, each once."""

    def __init__(self, source: str, pictures: Pictures) -> None:
        super().__init__(source)
        self.pictures = pictures
        self.sheets: list[str] = []
        self.styles: dict[str, None] = {}

    def rewritten(self) -> str:
        """Return the source with content ids in place of ``asset:`` addresses."""
        html = super().rewritten()
        if not self.problems and re.search(r"=\s*[\"']?asset:", html):
            hint = "a picture stands in an <img> or <mj-image> with a width"
            self.refuse("asset-refused", "an asset: address stands where no picture can", hint)
        return html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one tag, and take up its picture and its styles."""
        values = {name: value or "" for name, value in attrs}
        if tag in FORBIDDEN:
            self.refuse("markup-refused", f"<{tag}> has no place in a mail", "take it out of the template")
        for name, value in values.items():
            self._check(tag, name, value)
        if tag == "img":
            self._take(values)
            if "alt" not in values:
                hint = 'say in alt what matters in it; alt="" where it is decoration'
                self.refuse("mail-picture", f'the picture "{shorten(values.get("src", ""))}" has no alt text', hint)

    def handle_data(self, data: str) -> None:
        """Take up a style element."""
        if self.cdata_elem == "style":
            self.sheets.append(data)
            self._local(data)

    def handle_comment(self, data: str) -> None:
        """Check what only Outlook reads: it would load pictures as well."""
        for found in re.findall(r'(?:src|href|background)="((?:https?:|//|file:)[^"]*)"', data):
            self.refuse("asset-refused", f'"{shorten(found)}" is from elsewhere', ELSEWHERE)

    def _check(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self.refuse("markup-refused", f"the attribute {name} has no place in a mail", "take it out")
        elif name == "style":
            self.styles[value] = None
            self._local(value)
        elif name == "href" and tag == "a":
            self.problems += filter(None, [link_problem(value)])
        elif name in LOADED or (name == "src" and tag != "img"):
            self.refuse("asset-refused", f'"{shorten(value)}" is from elsewhere', ELSEWHERE)

    def _local(self, css: str) -> None:
        plain = unescaped_css(css)
        if found := re.search(r"url\(|@import|image-set\(|src\(", plain, re.IGNORECASE):
            around = shorten(plain[found.start() : found.start() + 60])
            self.refuse("asset-refused", f'the styles load "{around}"', "use <mj-image> for pictures")

    def _take(self, values: dict[str, str]) -> None:
        try:
            name = self.pictures.take(values.get("src", ""), _pixels(values.get("width", "")))
        except RenderError as error:
            self.problems += error.problems
            return
        raw = self.get_starttag_text() or ""
        self.change(raw, _PICTURE.sub(lambda found: f'{found[1]}"cid:{escape(name)}"', raw, count=1))


def _pixels(width: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(px)?", width.strip())
    return int(found[1]) if found else 0

"""The second pass of a mail: its blocks and its way to unsubscribe, for one recipient or for everybody."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from briefgen.compose.fill import fill, fill_plain
from briefgen.compose.mail.plain import tidied, wrapped
from briefgen.model.mail import Mail
from briefgen.model.organisation import CODE_MARK


def unsubscribe_address(mail: Mail, code: str) -> str:
    """Return the address at which the recipient with a code stops the mails."""
    return mail.sender.unsubscribe.replace(CODE_MARK, quote(code, safe=""))


def html_for(mail: Mail, fields: Mapping[str, str], code: str) -> str:
    """Return the HTML for what is known of a recipient; with no fields it is what everybody may read."""
    address = escape(unsubscribe_address(mail, code), quote=False)
    general = escape(mail.sender.unsubscribe, quote=False)
    return fill(mail.html, mail.slots, fields).replace(f'"{general}"', f'"{address}"')


def text_for(mail: Mail, fields: Mapping[str, str], code: str) -> str:
    """Return the plain text for the same recipient, in lines again: names differ in length."""
    filled = fill_plain(mail.text, mail.text_slots, fields)
    return tidied(wrapped(filled.replace(mail.sender.unsubscribe, unsubscribe_address(mail, code))))


def linked(html: str, mail: Mail, base: str) -> str:
    """Return HTML whose pictures are linked to below an address or a folder, and no longer part of the message."""
    for name in mail.pictures:
        html = html.replace(f'"cid:{name}"', f'"{base}{name.partition("@")[0]}"')
    return html

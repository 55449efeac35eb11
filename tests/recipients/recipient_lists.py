"""What tests ask of a list of recipients."""

from collections.abc import Callable

from briefgen.findings import Finding, Severity
from briefgen.merge.recipients.lists import RecipientList
from briefgen.merge.sources.source import RowFinding
from briefgen.model.recipient import Recipient

Opener = Callable[..., RecipientList]


def people(found: RecipientList) -> list[Recipient]:
    """Return the recipients of a list; there must be no findings beside them."""
    rows = list(found.rows())
    assert [str(each) for each in found.findings if each.severity is Severity.ERROR] == []
    assert [str(each) for each in rows if isinstance(each, Finding)] == []
    return [row for row in rows if isinstance(row, Recipient)]


def told(found: RecipientList) -> list[tuple[str, int, int, int]]:
    """Return code, row, line and column of all that is wrong in the rows of a list; the survey must say the same."""
    rows = [row for row in found.rows() if isinstance(row, RowFinding)]
    errors = [row for row in rows if row.code != "recipient-suppressed"]
    assert sorted(map(str, found.survey(10_000).findings)) == sorted(map(str, errors))
    return [(row.code, row.row, row.place.line, row.place.column) for row in rows]

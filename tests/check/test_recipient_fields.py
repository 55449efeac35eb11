"""What a text says of its recipient is filled in, or refused: nobody reads a field as it was typed."""

import pytest
from small_workspace import Edit, Run

ISSUE = "content/newsletters/autumn/newsletter.md"
LETTER = """recipient-fields: {amount: money}
letter:
  personal:
    - id: gift
      text: Dank voor je gift van FIELD hier.
"""


@pytest.mark.parametrize(
    "typed",
    [
        "{recipient.first_name}",
        "{recipient.First-name}",
        "{ recipient.amount }",
        "{recipient. amount}",
        "{Recipient.amount}",
        "{{recipient.amount}}",
        "{recipient.amount",
        "{recipient_amount}",
    ],
)
def test_what_was_meant_as_a_field_and_would_be_printed_as_it_stands_is_refused(
    edit: Edit, briefgen: Run, typed: str
) -> None:
    edit(ISSUE, "letter:\n", LETTER.replace("FIELD", typed))
    ran = briefgen("check")
    assert f'{ISSUE}:14:13: error[recipient-field-unknown]: "{typed}' in ran.out
    assert ran.code == 1


def test_fields_and_facts_are_no_such_fault(edit: Edit, briefgen: Run) -> None:
    edit(ISSUE, "letter:\n", LETTER.replace("FIELD", "{recipient.amount}, {recipient.first-name},"))
    assert "recipient-field-unknown" not in briefgen("check").out

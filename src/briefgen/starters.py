"""The texts that ``briefgen new`` begins with: every field is there, and says what it is for."""

_HEAD = "# yaml-language-server: $schema=../schemas/{kind}.json\n"

FILES = {
    "partner": _HEAD.format(kind="partner")
    + """# The file name is the partner's id: texts and blocks refer to it as <ID>.
language: <LANGUAGE>   # of the texts in this file
name: Name of the partner   # its own name; never translated
# short-name: NP
kind: civil-society   # funder, coalition, civil-society, research, public-body or finance
role: What it is, in three words
summary: What it did, in one or two sentences.
sources: [<SOURCE>]   # keys from sources.yaml
# website: https://example.org
""",
    "country": _HEAD.format(kind="country")
    + """language: <LANGUAGE>
name: Name of the country
summary: What is done there, in two or three sentences.
sources: [<SOURCE>]
""",
    "programme": _HEAD.format(kind="programme")
    + """language: <LANGUAGE>
name: Name of the programme
summary: What it does and for whom, in two or three sentences.
# country: peru
# places: [Loreto, Ucayali]
partners: [<PARTNER>]
facts: [<FACT>]
sources: [<SOURCE>]
""",
    "campaign": _HEAD.format(kind="campaign")
    + """language: <LANGUAGE>
name: Name of the campaign   # never translated
summary: What it is, in two sentences.
goal: What it asks for.
# obstacle: What stood in the way.
roles:
  - partner: <PARTNER>
    role: Leads the campaign
sources: [<SOURCE>]
""",
    "policy-win": _HEAD.format(kind="policy-win")
    + """language: <LANGUAGE>
name: Law No. X   # its official name; never translated
title: What changed, in a line
summary: What the law does, in two sentences.
# Events stand in the order in which they happened. The form of a date states its precision: 2015-12-10, 2015-12, 2015.
events:
  - id: passed
    stage: passed   # campaign, introduced, passed, promulgated, in-force, regulated or reviewed
    date: 2026-01-31
    label: Parliament passes the law
    detail: By how many votes, and for whom it holds.
    sources: [<SOURCE>]
# What may be said of a campaign's part: contributed-to, supported or informed; never that it caused the law.
contributions:
  - campaign: <CAMPAIGN>
    level: contributed-to
    sources: [<SOURCE>]
sources: [<SOURCE>]
""",
    "brief": """---
# yaml-language-server: $schema=../../schemas/brief.json
kind: policy-brief   # or country-brief
language: <LANGUAGE>
title: Begin this title with a verb
kicker: What it is about
standfirst: >-
  Who is concerned, what is wrong, and what the reader can do about it. Three sentences that can be read alone.
date: 2026-01-31
audiences: [<AUDIENCE>]
key-figure:
  fact: <FACT>
  text: What this number means, of whom, where and when.
summary:
  - id: done
    label: Done.
    text: What has been reached.
  - id: changing
    label: Changing.
    text: What is under way.
  - id: missing
    label: Missing.
    text: What is still to be decided.
recommendations-heading: What you can decide
contact:
  heading: Talk with us
  text: We are glad to explain the evidence.
  email: contact@example.org
  url: https://example.org
---

## Why now {#why-now}

Why this matters, and why at this moment. A fact is named in braces, and prints in the reader's language with its
source: {<FACT>}. A claim without a number names its source like this. [@<SOURCE>]

## Who works on it {#who}

::: partners
partners: [<PARTNER>]
:::

::: recommendation first-step
actor: Who should act
action: What they should do, in one sentence.
deadline: 2027-01-31
evidence: [<FACT>]
proof: How everybody can see that it was done
:::
""",
    "newsletter": """---
# yaml-language-server: $schema=../../schemas/newsletter.json
language: <LANGUAGE>
name: Name of the newsletter
title: The headline of the one story
standfirst: A first paragraph in which the reader finds themselves.
preheader: What the inbox shows after the subject
date: 2026-01-31
audiences: [<AUDIENCE>]
letter:
  greeting: Dear friend,
  text: Thank the reader, and say what they made possible.
  signature: The team
contact:
  heading: Write to us
  text: We are glad to hear from you.
  email: contact@example.org
  url: https://example.org
---

## The story {#story}

Tell one story. Say "you" more often than "we". {<FACT>} is printed with its source.

::: ask give
heading: The one thing you ask for
text: What a gift makes possible.
link: https://example.org/give
label: Give now
:::
""",
}

ENTRIES = {
    "fact": """  <ID>:
    type: number          # number, share (in percent), money (with currency), date, or range (with low and high)
    value: 0
    # wording: more-than  # about, more-than, at-least, less-than, at-most, nearly; early or late for dates
    # unit: families
    label: What is measured
    # population: women aged 15 to 49
    # place: Peru
    # period: 2011        # or 2000/2011
    # as-of: 2011
    # review-by: 2027-12-31
    sources: [<SOURCE>]   # keys from sources.yaml
""",
    "source": """  <ID>:
    type: webpage         # webpage, report, article-journal, article-newspaper, legislation, book or dataset
    title: The title in its own language
    language: en
    author: [{literal: Name of the organisation}]   # a person: {family: …, given: …}
    issued: 2026
    publisher: Who published it
    url: example.org/page
""",
}

"""The page for translators is followed as it stands, with the same means as the tutorial."""

from pathlib import Path

from test_tutorial import ROOT, commands, edit, run, steps


def test_the_page_for_translators_can_be_followed_word_by_word(tmp_path: Path) -> None:
    here = tmp_path
    told = 0
    for step in steps((ROOT / "docs" / "translating.md").read_text(encoding="utf-8")):
        if step.kind == "diff":
            edit(here / step.about, step.body)
            continue
        assert step.kind == "console"
        for command, expected in commands(step.body):
            here = run(command, expected, step.about, here)
            told += 1
    assert told > 10
    title = "Betaal de klop op de deur"
    assert title in (here / "content/translations/nl/briefs/home-visiting.en.po").read_text("utf-8")
    assert title in (here / "proofs/home-visiting.nl-es.proof.html").read_text("utf-8")
    assert (here / "proof.pdf").read_bytes().startswith(b"%PDF")

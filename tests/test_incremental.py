"""A build makes what is out of date, says why, and leaves the rest alone."""

from pathlib import Path
from shutil import copytree, rmtree

import pytest
from small_workspace import Edit, Run

from briefgen.bundled import templates_dir

pytestmark = pytest.mark.xdist_group("incremental")

BRIEF = {"visits.officials-pe.es-PE", "visits.donors-nl.nl", "visits.readers-en.en-GB"}
NEWSLETTER = {"autumn.donors-nl.nl", "autumn.readers-en.en-GB"}
DUTCH_BRIEF = "output/briefs/visits/visits.donors-nl.nl.html"


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "output"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (root / "output").rglob("*")}


def test_the_first_build_makes_every_edition_and_its_manifest(built: Path) -> None:
    for key in BRIEF | NEWSLETTER:
        folder = built / "output" / ("briefs/visits" if key in BRIEF else "newsletters/autumn")
        assert (folder / f"{key}.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        assert (folder / f"{key}.manifest.json").is_file()


def test_a_second_build_touches_nothing(built: Path, briefgen: Run) -> None:
    before = times(built)
    ran = briefgen("build")
    assert (ran.code, ran.out) == (0, "Nothing to do: 5 editions up to date in output/.\n")
    assert times(built) == before


def test_explain_says_of_each_edition_that_it_is_up_to_date(built: Path, briefgen: Run) -> None:
    ran = briefgen("build", "--explain")
    assert ran.built == set()
    assert {line for line in ran.out.splitlines() if line.endswith(": up to date")} == {
        f"{key}: up to date" for key in BRIEF | NEWSLETTER
    }


def test_what_is_written_again_with_the_same_content_is_not_built_again(built: Path, briefgen: Run) -> None:
    path = built / "content" / "partners" / "norte.yaml"
    text = path.read_bytes()
    path.unlink()
    path.write_bytes(text)
    assert briefgen("build").out.startswith("Nothing to do")


@pytest.mark.parametrize(
    ("catalogue", "old", "new", "message", "expected"),
    [
        ("nl/partners.es.po", "Bezoekt elk gezin thuis.", "Komt bij elk gezin langs.",
         "partners/casa-abierta#summary [nl] changed", {"visits.donors-nl.nl"}),
        ("en/partners.nl.po", "Studies the visits", "Watches what visits do",
         "partners/norte#role [en] changed", {"visits.readers-en.en-GB", "autumn.readers-en.en-GB"}),
        ("es/partners.nl.po", "Estudia las visitas", "Observa lo que pasa",
         "partners/norte#role [es] changed", {"visits.officials-pe.es-PE"}),
    ],
)  # fmt: skip
def test_a_translation_that_changes_rebuilds_just_the_editions_that_print_it(
    built: Path, briefgen: Run, edit: Edit, catalogue: str, old: str, new: str, message: str, expected: set[str]
) -> None:
    before = outputs(built)
    edit(f"content/translations/{catalogue}", old, new)
    ran = briefgen("build", "--explain")
    assert (ran.code, ran.built) == (0, expected)
    for key in BRIEF | NEWSLETTER:
        assert f"{key}: {message if key in expected else 'up to date'}\n" in ran.out
    changed = {path for path, body in outputs(built).items() if body != before[path] and path.endswith(".html")}
    assert {path.split("/")[-1].removesuffix(".html") for path in changed} == expected
    assert all(new.split()[0] in (built / "output" / path).read_text(encoding="utf-8") for path in changed)


def test_a_fact_that_changes_rebuilds_just_the_editions_that_print_it(built: Path, briefgen: Run, edit: Edit) -> None:
    edit("content/facts/peru.yaml", "value: 33.4", "value: 34.4")
    ran = briefgen("build", "--explain")
    assert ran.built == BRIEF
    assert "visits.donors-nl.nl: facts/share-before changed" in ran.out


def test_a_new_paragraph_is_named_as_the_reason(built: Path, briefgen: Run, edit: Edit) -> None:
    edit("content/newsletters/autumn/newsletter.md", "## Samen", "Kom ook.\n\n## Samen")
    ran = briefgen("build", "--explain", "--audience", "donors-nl")
    assert ran.built == {"autumn.donors-nl.nl"}
    assert "newsletters/autumn#story.p2 [nl] is new" in ran.out


def test_an_output_that_was_deleted_or_altered_is_made_again(built: Path, briefgen: Run) -> None:
    before = outputs(built)
    (built / DUTCH_BRIEF).unlink()
    page = built / "output/newsletters/autumn/autumn.donors-nl.nl.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- by hand -->", encoding="utf-8")
    ran = briefgen("build", "--explain")
    assert ran.built == {"visits.donors-nl.nl", "autumn.donors-nl.nl"}
    assert "the output briefs/visits/visits.donors-nl.nl.html is missing or was altered" in ran.out
    assert outputs(built) == before


def test_a_colour_of_the_theme_changes_every_edition_and_back_again_to_the_same_bytes(
    built: Path, briefgen: Run, edit: Edit
) -> None:
    before = outputs(built)
    (built / "templates" / "theme").mkdir(parents=True)
    tokens = (templates_dir() / "theme" / "tokens.yaml").read_text(encoding="utf-8")
    (built / "templates" / "theme" / "tokens.yaml").write_text(f"{tokens}\nextra:\n  mine: red\n", encoding="utf-8")
    ran = briefgen("build", "--explain")
    assert ran.built == BRIEF | NEWSLETTER
    assert "autumn.donors-nl.nl: templates/theme/tokens.yaml changed" in ran.out
    assert "--mine: red;" in (built / DUTCH_BRIEF).read_text(encoding="utf-8")
    rmtree(built / "templates")
    assert briefgen("build").built == BRIEF | NEWSLETTER
    assert outputs(built) == before


def test_a_template_of_one_kind_leaves_the_other_kind_alone(built: Path, briefgen: Run) -> None:
    copytree(templates_dir() / "newsletter", built / "templates" / "newsletter")
    page = built / "templates" / "newsletter" / "page.html"
    page.write_text(page.read_text(encoding="utf-8") + "{# changed #}", encoding="utf-8")
    assert briefgen("build").built == NEWSLETTER


def test_an_audience_that_is_taken_from_a_publication_loses_its_outputs(built: Path, briefgen: Run, edit: Edit) -> None:
    before = set(outputs(built))
    edit("content/newsletters/autumn/newsletter.md", "audiences: [donors-nl, readers-en]", "audiences: [donors-nl]")
    ran = briefgen("build")
    assert (ran.code, ran.built) == (0, set())
    gone = "newsletters/autumn/autumn.readers-en.en-GB"
    assert before - set(outputs(built)) == {f"{gone}.html", f"{gone}.manifest.json"}
    assert briefgen("build").out.startswith("Nothing to do: 4 editions")


def test_a_build_of_some_editions_removes_nothing(built: Path, briefgen: Run, edit: Edit) -> None:
    edit("content/newsletters/autumn/newsletter.md", "audiences: [donors-nl, readers-en]", "audiences: [donors-nl]")
    assert briefgen("build", "visits").code == 0
    assert (built / "output/newsletters/autumn/autumn.readers-en.en-GB.html").is_file()


def test_an_edition_that_cannot_be_built_keeps_its_last_output_and_leaves_the_others(
    built: Path, briefgen: Run, edit: Edit
) -> None:
    before = outputs(built)
    edit("content/translations/nl/briefs/visits.es.po", 'msgstr "Waarom nu"', 'msgstr ""')
    edit("content/partners/norte.yaml", "website: https://example.org/norte", "website: https://example.org/noord")
    ran = briefgen("build")
    assert ran.code == 1
    assert ran.built == (BRIEF | NEWSLETTER) - {"visits.donors-nl.nl"}
    assert "error[translation-missing]: 1 text has no translation for nl; the first is briefs/visits#now" in ran.out
    assert "4 editions built" in ran.out
    assert "1 not built; 1 error" in ran.out
    page = DUTCH_BRIEF.removeprefix("output/")
    assert outputs(built)[page] == before[page]
    edit(
        "content/translations/nl/briefs/visits.es.po",
        'msgid "Por qué ahora"\nmsgstr ""',
        'msgid "Por qué ahora"\nmsgstr "Nu"',
    )
    ran = briefgen("build")
    assert (ran.code, ran.built) == (0, {"visits.donors-nl.nl"})


def test_a_translation_that_lost_a_fact_holds_back_just_the_editions_that_print_it(
    built: Path, briefgen: Run, edit: Edit
) -> None:
    edit("content/translations/nl/briefs/visits.es.po", "De bezoeken bereiken {families} gezinnen. Vroeger", "Vroeger")
    edit("content/translations/en/briefs/visits.es.po", "Why now", "Why today")
    ran = briefgen("build")
    assert "error[placeholder-changed]" in ran.out
    assert (ran.code, ran.built) == (1, {"visits.readers-en.en-GB"})


def test_a_page_that_fails_while_it_is_made_leaves_the_others(built: Path, briefgen: Run) -> None:
    copytree(templates_dir() / "newsletter", built / "templates" / "newsletter")
    page = built / "templates" / "newsletter" / "page.html"
    page.write_text("{{ edition.nothing }}" + page.read_text(encoding="utf-8"), encoding="utf-8")
    shared = built / "templates" / "brief"
    copytree(templates_dir() / "brief", shared)
    (shared / "page.html").write_text((shared / "page.html").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    ran = briefgen("build")
    assert (ran.code, ran.built) == (1, BRIEF)
    assert "templates/newsletter/page.html:1:1: error[template-error]" in ran.out


def test_one_format_alone_is_up_to_date_after_a_full_build_and_a_full_build_after_it(
    built: Path, briefgen: Run, edit: Edit
) -> None:
    assert briefgen("build", "--format", "html").built == set()
    assert briefgen("build").out.startswith("Nothing to do")


def test_a_format_that_is_asked_for_is_made_for_an_audience_that_does_not_get_it(built: Path, briefgen: Run) -> None:
    before = outputs(built)
    assert briefgen("build", "autumn", "--locale", "nl", "--format", "pdf").built == {"autumn.donors-nl.nl"}
    pdf = built / "output/newsletters/autumn/autumn.donors-nl.nl.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert briefgen("build").built == set()
    kept = {path: body for path, body in before.items() if path.endswith(".html")}
    assert kept.items() <= outputs(built).items()


def test_what_another_format_says_goes_when_it_is_out_of_date(built: Path, briefgen: Run, edit: Edit) -> None:
    pdf = built / "output/newsletters/autumn/autumn.donors-nl.nl.pdf"
    briefgen("build", "autumn", "--locale", "nl", "--format", "pdf")
    assert pdf.is_file()
    edit("content/audiences/donors-nl.yaml", "register: informal", "register: informal\npaper: Letter")
    assert "autumn.donors-nl.nl" in briefgen("build").built
    assert not pdf.exists()


def test_a_format_that_an_audience_gets_is_made_beside_the_others(built: Path, briefgen: Run, edit: Edit) -> None:
    edit("content/audiences/donors-nl.yaml", "outputs: [html]", "outputs: [html, pdf]")
    ran = briefgen("build", "autumn", "--format", "html")
    assert ran.built == set()
    assert briefgen("build", "autumn").built == {"autumn.donors-nl.nl"}
    assert (built / "output/newsletters/autumn/autumn.donors-nl.nl.pdf").read_bytes().startswith(b"%PDF")


def test_a_draft_is_marked_on_every_page_and_replaced_by_the_next_build(built: Path, briefgen: Run) -> None:
    page = built / "output/newsletters/autumn/autumn.readers-en.en-GB.html"
    before = page.read_bytes()
    assert b'draft-mark">' not in before
    assert briefgen("build", "autumn", "--locale", "en-GB", "--draft").built == {"autumn.readers-en.en-GB"}
    assert b'draft-mark">' in page.read_bytes()
    assert briefgen("build").built == {"autumn.readers-en.en-GB"}
    assert page.read_bytes() == before

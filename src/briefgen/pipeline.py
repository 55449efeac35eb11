"""The pipeline: load → check → localize → compose → render → deliver, in this order."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from briefgen.build import manifest, output, state
from briefgen.check import registry as checks
from briefgen.check.audiences import reading
from briefgen.check.audiences.gaps import untranslated
from briefgen.check.catalogues import translations
from briefgen.compose.mail.check import check_mail_templates
from briefgen.compose.page import check_templates
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, Severity, arrange, did_you_mean, has_errors
from briefgen.load.library import load
from briefgen.load.waivers import Waiver, apply
from briefgen.localize.editions import Localization
from briefgen.model.document import Conformance
from briefgen.model.edition import Edition
from briefgen.model.library import Library
from briefgen.model.organisation import Missing
from briefgen.production import CHART_ENGINE, EMAIL, MAILED, Order, Product, failed, produce
from briefgen.render import registry as renderers
from briefgen.render.workers import Job, run
from briefgen.workspace import Workspace

FORMATS = "formats"


@dataclass(frozen=True, slots=True)
class Options:
    """What to build and how; empty tuples mean all. ``seconds`` and ``megabytes`` limit the worker of an edition."""

    publications: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    draft: bool = False
    conformance: Conformance = "ua1"
    jobs: int = 1
    seconds: float = 60
    megabytes: int = 2000


@dataclass(frozen=True, slots=True)
class Checked:
    """A library, its editions, all that is wrong with them, and the waivers that were used."""

    library: Library | None
    editions: tuple[Edition, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One edition of a plan: ``reasons`` say why it is built; with none it is up to date.

    ``outputs`` are digests of what is there and stays, ``outdated`` the files that an earlier build left and that
    are to go unless they are made again.
    """

    edition: Edition
    reasons: list[str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    outdated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """One edition that was built, or why it was not. ``outputs`` are digests by path."""

    key: str
    outputs: Mapping[str, str]
    findings: tuple[Finding, ...] = ()


def check(workspace: Workspace, today: datetime.date, draft: bool = False) -> Checked:
    """Load a workspace, check it and localize its editions; everything that is wrong is reported at once."""
    loaded = load(workspace)
    findings = list(loaded.findings)
    editions: tuple[Edition, ...] = ()
    if loaded.library is not None:
        findings += checks.run(checks.Subject(loaded.library, workspace, renderers.names(), today))
        findings += check_templates(workspace.templates, ("brief", "newsletter", "proof", "status"))
        findings += check_mail_templates(workspace.templates)
        editions = tuple(Localization(loaded.library).editions(draft))
        findings += untranslated(loaded.library, editions)
        findings += reading.check(loaded.library, editions)
    waivers = (*loaded.waivers, *(translations.waivers(loaded.library) if loaded.library else ()))
    kept, used, unused = apply(findings, waivers)
    return Checked(loaded.library, editions, arrange([*kept, *map(_unused, unused)]), tuple(used))


def plan(workspace: Workspace, checked: Checked, options: Options) -> list[Step]:
    """Say for each chosen edition whether and why it must be built. One with an error in its files is left out."""
    broken = broken_files(checked.findings)
    shared = manifest.shared_inputs(workspace)
    steps = []
    for edition in choose(checked, options):
        if not blocked(edition, broken):
            inputs = manifest.inputs(workspace, edition, design(edition), shared, options.conformance)
            steps.append(_step(workspace, edition, inputs, formats(edition, options)))
    return steps


def _step(workspace: Workspace, edition: Edition, inputs: dict[str, str], wanted: tuple[str, ...]) -> Step:
    """Compare what would go in with what went in, and what came out with what is there."""
    before = manifest.load(workspace.output, manifest.path(edition))
    there = before.inputs.get(FORMATS, "").split(", ") if before else []
    outputs = dict(before.outputs) if before else {}
    inputs[FORMATS] = ", ".join(sorted({*there, *wanted} - {""}))
    # Another choice of formats changes nothing in those that are there.
    same = {FORMATS: before.inputs.get(FORMATS, "")} if before else {}
    reasons = manifest.reasons(before, inputs | same)
    if reasons:
        # What other formats say is out of date: they go, and come back when they are asked for.
        inputs[FORMATS] = ", ".join(sorted(wanted))
        return Step(
            edition, reasons, inputs, {}, tuple(path for path in outputs if path.startswith(f"{edition.stem}."))
        )
    altered = state.changed_outputs(workspace.output, outputs)
    reasons = [f"the output {path} is missing or was altered" for path in altered]
    reasons += [f"the format {name} is new" for name in wanted if name not in there]
    return Step(edition, reasons, inputs, outputs)


def build(
    workspace: Workspace,
    steps: list[Step],
    options: Options,
    handing: Callable[[Workspace, Step, Product], Done] | None = None,
    rehearsal: bool = False,
) -> Iterator[Done]:
    """Compose, render and deliver what is due; yield each edition as it is done, in any order.

    ``handing`` takes the place of ``deliver``; a ``rehearsal`` says what is wrong with a design and builds it still.
    """
    due = {step.edition.key: step for step in steps if step.reasons}
    if not due:
        return
    # What takes longest first, as far as it can be told, so that no worker is left with a long one at the end.
    longest_first = sorted(due.values(), key=lambda step: len(step.inputs), reverse=True)
    orders = [Job(step.edition.key, _order(workspace, step.edition, options, rehearsal)) for step in longest_first]
    workers, megabytes = min(options.jobs, len(orders)), options.megabytes + CHART_ENGINE
    for outcome in run(orders, produce, workers, options.seconds, megabytes):
        step = due[outcome.key]
        if outcome.failure:
            yield Done(outcome.key, {}, (failed(step.edition, outcome.failure),))
        elif outcome.value:
            yield (handing or deliver)(workspace, step, outcome.value)


def _order(workspace: Workspace, edition: Edition, options: Options, rehearsal: bool) -> Order:
    wanted = formats(edition, options)
    return Order(edition, workspace.templates, workspace.content, wanted, options.conformance, rehearsal)


def deliver(workspace: Workspace, step: Step, product: Product) -> Done:
    """Write the artifacts of an edition, then its manifest; the manifest is what says that they are there."""
    if product.findings:
        return Done(step.edition.key, {}, product.findings)
    outputs = dict(step.outputs)
    for artifact in product.artifacts:
        output.write(workspace.output, artifact.path, artifact.body)
        outputs[artifact.path] = state.digest(artifact.body)
    for path in step.outdated:
        if path not in outputs:
            output.remove(workspace.output, path)
    body = manifest.as_bytes(step.edition, step.inputs, outputs)
    output.write(workspace.output, manifest.path(step.edition), body)
    outputs[manifest.path(step.edition)] = state.digest(body)
    return Done(step.edition.key, outputs)


def remember(workspace: Workspace, steps: list[Step], results: list[Done], inputs: str, warnings: int) -> None:
    """Note the state of a complete build, and remove what earlier builds wrote for editions that are gone."""
    outputs = {path: digest for done in results for path, digest in done.outputs.items()}
    for step in steps:
        if not step.reasons:
            outputs |= step.outputs
            name = manifest.path(step.edition)
            outputs[name] = state.digest((workspace.output / name).read_bytes())
    before = state.load(workspace.output)
    for path in before.outputs if before else ():
        if path not in outputs:
            output.remove(workspace.output, path)
    body = state.as_bytes(state.State(inputs, outputs, len(steps), warnings))
    output.write(workspace.output, state.FILE, body)


def concerning(checked: Checked, options: Options) -> tuple[Finding, ...]:
    """Return the findings that matter to the chosen editions; all of them where nothing was chosen."""
    chosen = choose(checked, options)
    if len(chosen) == len(checked.editions) or checked.library is None:
        return checked.findings
    files = {"content/organisation.yaml"}.union(*(edition.files for edition in chosen))
    # A publication that could not be localized has no edition; what is wrong in its file is still of interest.
    files |= {f"content/{kind}s/{name}/{kind}.md" for name in options.publications for kind in ("brief", "newsletter")}
    other = [finding for finding in checked.findings if not finding.code.startswith("translation-")]
    own = [
        finding
        for finding in other
        if finding.place.path in files or str(finding.place) in files or finding.place.path.startswith("templates/")
    ]
    return arrange([*own, *untranslated(checked.library, tuple(chosen))])


def choose(checked: Checked, options: Options) -> list[Edition]:
    """Return the editions that were asked for. Raises UsageError for a name that no edition has."""
    editions = list(checked.editions)
    wishes: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("publication", options.publications),
        ("locale", options.locales),
        ("audience", options.audiences),
    )
    for word, wanted in wishes:
        known = {str(getattr(edition, word)) for edition in checked.editions}
        known |= _there(word, checked.library) if has_errors(checked.findings) else set()
        for wish in wanted:
            if wish not in known and not _broken(wish, checked.findings):
                raise UsageError(f'no {word} "{wish}" is built here', did_you_mean(wish, known))
        editions = [edition for edition in editions if not wanted or getattr(edition, word) in wanted]
    made = [edition for edition in editions if formats(edition, options)]
    if editions and not made:
        raise UsageError("no e-mail is made of a brief", "name a newsletter, or another format")
    return made


def _there(word: str, library: Library | None) -> set[str]:
    """Return the names in the library that editions may lack for an error: those of publications and audiences."""
    if library is None:
        return set()
    if word == "publication":
        return {entry.id for entry in library.publications()}
    return set(library.audiences) if word == "audience" else {one.value.locale for one in library.audiences.values()}


def _broken(name: str, findings: tuple[Finding, ...]) -> bool:
    """Tell whether something of this name is there and has errors: it may lack its editions for them."""
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    return any(name in finding.place.path.replace(".", "/").split("/") for finding in errors)


def broken_files(findings: tuple[Finding, ...]) -> set[str]:
    """Return the files with errors; of a catalogue the places, for one entry does not spoil the others.

    What lacks a translation is no error of its file: it holds back only the editions in that language.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    places = [finding.place for finding in errors if not finding.code.startswith("translation-")]
    return {str(place) if place.path.endswith(".po") else place.path for place in places}


def blocked(edition: Edition, broken: set[str]) -> bool:
    """Tell whether an edition must not go out: an error in its files or its templates, or a text that it lacks."""
    folders = tuple(f"templates/{part}/" for part in ("shared", *design(edition)))
    own = edition.files & broken or any(path.startswith(folders) or path == "templates/wording.yaml" for path in broken)
    return bool(own) or (edition.missing is Missing.BLOCK and bool(edition.gaps))


def design(edition: Edition) -> tuple[str, ...]:
    """Return the folders of the templates that an edition is made with, beside the shared one."""
    mail = (EMAIL,) if edition.kind == MAILED else ()
    return (edition.view["kind"], edition.view["organisation"]["theme"], *mail)


def formats(edition: Edition, options: Options) -> tuple[str, ...]:
    """Return the formats to render: those that were asked for, else those of the audience. Briefs are not mailed."""
    wanted = options.formats or edition.outputs
    return tuple(name for name in wanted if name != EMAIL or edition.kind == MAILED)


def _unused(waiver: Waiver) -> Finding:
    place = Place(waiver.path, waiver.first_line, 1)
    message = f'nothing is waived here: there is no finding "{waiver.code}"'
    return Finding("waiver-unused", place, message, "remove the comment", Severity.WARNING)

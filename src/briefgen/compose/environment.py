"""The environment of the templates: a sandbox that sees plain data, filters and functions, and nothing else."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefgen.compose.theme import find
from briefgen.findings import Finding
from briefgen.load.files import read_text


class SearchPath(BaseLoader):
    """Loads templates from several folders, the first that has one wins; symbolic links are refused."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text. Raises TemplateNotFound."""
        folder = find(self._folders, template)
        text = read_text(folder, template) if folder else None
        if text is None or isinstance(text, Finding):
            raise TemplateNotFound(template)
        return text, f"templates/{template}", lambda: True


class _Compiler(CodeGenerator):
    """Compiles without computing: ``'A' * 10**9`` must be met in a worker, which has limits, and not in a check."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier, frame: Frame) -> None:  # noqa: N802
        self.fail("escaping cannot be switched", node.lineno)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:  # noqa: N802
        self.fail("escaping cannot be switched", node.lineno)


class _Environment(ImmutableSandboxedEnvironment):
    code_generator_class = _Compiler


@lru_cache(maxsize=8)
def environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    """Return the environment of some templates folders; compiled templates are kept for the next edition."""
    return _Environment(
        optimized=False,
        loader=SearchPath(folders),
        undefined=StrictUndefined,
        # Plain text, the twin of a mail, has no markup to escape.
        autoescape=lambda name: not (name or "").endswith(".txt"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

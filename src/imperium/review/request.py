"""What can be asked of the panel."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from imperium.analysis.source import Language

SHOWN = 15
"""Findings shown at most; the others are under `more`."""
MOST_FILES = 20_000
MOST_CHARACTERS = 64_000_000
FILE_CHARACTERS = 8_000_000
EXPERTS = ("security", "quality", "performance", "dependency", "test", "documentation", "meta")
ExpertName = Literal["security", "quality", "performance", "dependency", "test", "documentation", "meta"]
Mode = Literal["parallel", "pipeline", "backtrack"]
Decision = Literal["accept", "dismiss"]
Because = Literal["wrong", "known_risk", "not_worth_it"]
Path = Annotated[str, Field(min_length=1, max_length=1_000)]
NAMES: dict[Language, str] = {
    "python": "code.py",
    "javascript": "code.js",
    "typescript": "code.ts",
    "java": "Code.java",
    "rust": "code.rs",
    "c": "code.c",
    "cpp": "code.cpp",
}
"""What a file without a name is called."""


class ReviewInputs(BaseModel):
    """Code, files, a folder or a diff, and how to look at it."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = Field(None, min_length=1, max_length=FILE_CHARACTERS, description="One file's text.")
    path: Path | None = Field(None, description="The name of that file; else one is made from the language.")
    files: dict[Path, str] | None = Field(None, min_length=1, max_length=MOST_FILES, description="Texts by path.")
    repository: str | None = Field(
        None, min_length=1, max_length=4_000, description="A folder of the server's machine, for its administrators."
    )
    diff: str | None = Field(
        None, max_length=FILE_CHARACTERS, description="A unified diff: only what it adds or changes is spoken of."
    )
    base: str | None = Field(
        None, min_length=1, max_length=200, description="A commit or branch of `repository`: only what is new since."
    )
    language: Language | None = Field(None, description="Of `code`; of files their names tell.")
    framework: str | None = Field(None, max_length=100, description="What it is built on, where imports don't tell.")
    task: str | None = Field(None, max_length=4_000, description="What the experts should look at above all.")
    mode: Mode = Field("parallel", description="pipeline: each sees what was found before; backtrack: doubts return.")
    experts: list[ExpertName] | None = Field(None, min_length=1, max_length=7, description="Only these; Meta always.")
    prefer: Literal["balanced", "quality", "latency", "cost"] = Field("balanced", description="What matters most.")
    max_findings: int = Field(SHOWN, ge=1, le=SHOWN, description="Shown at most; the others are under `more`.")
    min_confidence: float = Field(0.0, ge=0, le=1, description="Less probable findings are left out.")
    models: Literal["auto", "never"] = Field("auto", description="Whether language models may be asked, if connected.")
    model: str = Field("auto", min_length=1, max_length=200, description="Which one, or `auto`.")
    budget_usd: float | None = Field(None, gt=0, le=1_000, description="For models; none: what complexity foresees.")
    deadline_seconds: float = Field(300.0, ge=1, le=3_600)
    build: bool = Field(False, description="Tools may build the project, which runs its code. Administrators only.")
    baseline: list[str] = Field(
        default_factory=list, max_length=100_000, description="Fingerprints that are known: left out."
    )
    sarif: list[dict[str, Any]] = Field(
        default_factory=list, max_length=20, description="Reports of other analysers, SARIF 2.1.0: further voters."
    )
    coverage: dict[Path, str] = Field(
        default_factory=dict,
        max_length=20,
        description="Coverage reports by name: coverage.xml, lcov.info, jacoco.xml.",
    )
    profile: str | None = Field(None, max_length=FILE_CHARACTERS, description="A profile in text, as pstats prints it.")

    @model_validator(mode="after")
    def _says_what(self) -> ReviewInputs:
        given = [name for name in ("code", "files", "repository") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of code, files and repository, not {' and '.join(given) or 'none'}")
        if self.code is not None and self.language is None and self.path is None:
            raise ValueError("language: say what the code is written in, or name its file with path")
        if self.base is not None and self.repository is None:
            raise ValueError("base: needs repository; with files, send their diff")
        return self

    @property
    def texts(self) -> dict[str, str]:
        """The files that were sent, by path; empty for a folder."""
        if self.code is not None:
            return {self.path or NAMES[self.language or "python"]: self.code}
        return dict(self.files or {})

"""A review from what was asked to what was found."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from imperium.kit import kinds
from imperium.kit.money import usd_to_micro
from imperium.platform.auth.principal import Role
from imperium.platform.capability import Context
from imperium.platform.errors import Forbidden, InvalidInput
from imperium.platform.workers import Workers
from imperium.review.advisories.repository import FILE as ADVISORIES
from imperium.review.asking import Asking
from imperium.review.changes import Ranges, changed_lines
from imperium.review.expert import Examination, Expert
from imperium.review.feedback import Feedback, Verdicts
from imperium.review.finding import Review
from imperium.review.fusion.confidence import shipped
from imperium.review.fusion.judgement import Judge
from imperium.review.fusion.precision import Precisions, measured
from imperium.review.history import changed_since
from imperium.review.imports import claims_of
from imperium.review.intake import checked, copied, read_folder
from imperium.review.job import EXPERTS
from imperium.review.memory import Memory
from imperium.review.mode import Mode
from imperium.review.panel import Examined, Panel
from imperium.review.request import ReviewInputs
from imperium.review.selection import budgets, selected
from imperium.review.subject import Subject
from imperium.review.telling import complexity_of_subject, told

MODES = "imperium.review.modes"
MEMORY = "reviews"
TIDY_EVERY = 50
"""Reviews; the first of a process is one of them."""
LEAST_BUDGET_MICRO_USD = 10_000
NONE_YET = Verdicts({}, {})


@dataclass
class Reviews:
    """The panel's service. `feedback` remembers findings and verdicts by tenant; without it reviews stand alone."""

    feedback: Feedback | None = None
    clock: Callable[[], float] = time.time
    folder: Path | None = None
    """The data folder: known vulnerabilities, and what was worked out before, by tenant."""
    workers: Workers | None = None
    """Where experts examine; None: where other work does too."""
    _count: Iterator[int] = field(default_factory=count, init=False, repr=False)
    experts: Mapping[str, Expert] = field(default_factory=lambda: kinds.discover(EXPERTS, Expert))

    async def review(self, inputs: ReviewInputs, context: Context) -> Review:
        """Everything from reading to judging.

        Raises:
            InvalidInput: what was sent can't be reviewed; names the field.
            Forbidden: a folder of the server, for somebody who isn't its administrator.
            TooLarge: more than is read at once.
        """
        started = time.perf_counter()
        files, changed = await self._read(inputs, context)
        async with self._subject(inputs, files, changed, context) as subject:
            verdicts = await self.feedback.of(context.principal.tenant) if self.feedback else NONE_YET
            panel = self._panel(inputs, subject, context)
            judge = Judge(Precisions(measured(), verdicts.counts), shipped(), date.fromtimestamp(self.clock()))
            if imported := _imported(inputs, files):
                panel.examined["imported"] = imported
                panel.names = ["imported", *panel.names]
            mode = kinds.load(MODES, Mode, inputs.mode)
            await mode.run(panel, judge)
            judged = judge.judged(panel)
        review = told(inputs, panel, judged, verdicts, started)
        if self.feedback:
            await self.feedback.keep(context.principal.tenant, (*review.findings, *review.more))
        if next(self._count) % TIDY_EVERY == 0:
            await self._tidy(context.principal.tenant)
        return review

    async def _tidy(self, tenant: str) -> None:
        """Take away what is too old or too much to keep."""
        if self.folder:
            await asyncio.to_thread(Memory(self.folder / MEMORY / tenant).trim)
        if self.feedback:
            await self.feedback.forget()

    async def _read(self, inputs: ReviewInputs, context: Context) -> tuple[dict[str, str], dict[str, Ranges] | None]:
        """The files, and which of their lines are spoken of."""
        if inputs.build and not context.principal.may(Role.ADMIN):
            raise Forbidden(
                "Building a project runs its code, which only administrators may ask for.",
                field="build",
                remedy="Leave `build` out: the code is then read alone.",
            )
        if inputs.repository is None:
            files = checked({**inputs.texts, **inputs.coverage})
            return files, _changed(inputs.diff, files)
        if not context.principal.may(Role.ADMIN):
            raise Forbidden(
                "A folder of the server may be read by its administrators alone.",
                field="repository",
                remedy="Send the files themselves, under `files`.",
            )
        folder = Path(inputs.repository)
        files = await asyncio.to_thread(read_folder, folder)
        files |= checked(inputs.coverage)
        if inputs.base is not None:
            return files, await asyncio.to_thread(changed_since, folder, inputs.base, files)
        return files, _changed(inputs.diff, files)

    @asynccontextmanager
    async def _subject(
        self, inputs: ReviewInputs, files: dict[str, str], changed: dict[str, Ranges] | None, context: Context
    ) -> AsyncIterator[Subject]:
        """The subject, with a folder that holds its files as long as the block."""
        folder = self.folder
        async with copied(files) as root:
            yield Subject(
                files=files,
                root=root,
                framework=inputs.framework,
                task=inputs.task,
                changed=changed,
                profile=inputs.profile,
                builds=inputs.build,
                memory=folder / MEMORY / context.principal.tenant if folder else None,
                advisories=folder / ADVISORIES if folder else None,
            )

    def _panel(self, inputs: ReviewInputs, subject: Subject, context: Context) -> Panel:
        languages = frozenset(source.language for source in subject.sources)
        names = selected(inputs, languages, self.experts)
        foreseen = complexity_of_subject(subject).estimated_cost_micro_usd
        budget = usd_to_micro(inputs.budget_usd) if inputs.budget_usd else max(foreseen, LEAST_BUDGET_MICRO_USD)
        if context.budget_micro_usd is not None:
            budget = min(budget, context.budget_micro_usd)
        seconds = min(inputs.deadline_seconds, context.deadline_s or inputs.deadline_seconds)
        return Panel(
            subject=subject,
            names=names,
            experts=self.experts,
            context=context,
            asking=Asking(context, inputs.model, budgets(names, budget, inputs.prefer), inputs.models == "auto"),
            deadline=time.monotonic() + seconds,
            workers=self.workers or context.workers,
        )


def _changed(diff: str | None, files: Mapping[str, str]) -> dict[str, Ranges] | None:
    """Raises InvalidInput when the diff is of other files."""
    if diff is None:
        return None
    changed = changed_lines(diff)
    if changed and not any(path in files for path in changed):
        path = next(iter(changed))
        raise InvalidInput(
            f"The diff changes {path}, which is not among the files.",
            field="diff",
            value=path[:200],
            remedy="Send the files as they are after the change, under the paths that the diff names.",
        )
    return changed


def _imported(inputs: ReviewInputs, files: dict[str, str]) -> Examined | None:
    """What other analysers' reports claim, as one more examination."""
    claims = tuple(claim for number, report in enumerate(inputs.sarif) for claim in claims_of(report, files, number))
    if not inputs.sarif:
        return None
    examination = Examination(expert="imported", claims=claims, summary=f"{len(claims)} results of other analysers.")
    return Examined(expert="imported", status="ran", examination=examination, seconds=0.0)

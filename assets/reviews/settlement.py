"""Settlement (定案): which version of each report counts after the hard rules across reports have been
applied.

It depends only on the versions and their order of receipt, not on what was processed or stored before. A
report is judged against reports in force of other forms and of earlier periods. These are settled first, in
the same way. No rule looks at a later period, and the hard rules of a period never wait for each other in a
circle (``schemas/office/catalogue.py`` ensures this). So the settlement comes to an end, and there is only
one result.

For a form and period, each unit's newest version is judged first. If a hard rule returns a version, the
version before it takes its place. Then all are judged again in another round, because one township's roster
may hold rows of another's. This is repeated until nothing is returned. Great Expectations alone decides
whether a comparison passes (``judging``).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import pandas as pd
from pandera.typing import DataFrame

from assets.reviews.amended_rows import newest_rows
from assets.reviews.comparing.comparisons import compared
from assets.reviews.comparing.values import Judged
from assets.reviews.frames import JudgedComparisons
from assets.reviews.judging import judge
from assets.reviews.questions import Judge, Question, Validation
from assets.reviews.versions import Versions
from assets.reviews.wording import Words, words_of
from schemas.cross_rules import CrossRule, Magnitude
from schemas.findings import Level
from schemas.form import Form, OnError

ROW_PLACE = ["report_id", "sheet", "row"]


@dataclass(frozen=True)
class Verdict:
    """What a rule says about reports: the comparisons, and the validation results that decided them
    (JSON).
    """

    rule: CrossRule
    words: Words
    table: DataFrame[JudgedComparisons]
    results: tuple[str, ...] = ()

    @cached_property
    def failed(self) -> DataFrame[JudgedComparisons]:
        """The rows of the table that give a finding."""
        return self.table[~self.table["passed"]]

    @property
    def unchecked(self) -> int:
        """How many comparisons could not be made (未能核对)."""
        return int((~self.table["compared"]).sum())

    def of_reports(self, report_ids: Collection[str]) -> "Verdict":
        """The verdict on only some of the reports."""
        return replace(self, table=self.table[self.table["report_id"].isin(report_ids)])


@dataclass(frozen=True)
class Round:
    """Reports that were judged together, the verdicts of the hard rules, and the reports that were returned
    because of them.
    """

    number: int
    judged: Judged
    verdicts: tuple[Verdict, ...]
    returned: frozenset[str]

    @property
    def decided(self) -> frozenset[str]:
        """The reports that this round decided finally: those that it returned. In the last round, nothing is
        returned and all are decided.
        """
        return self.returned or frozenset(self.judged.reports["report_id"])


@dataclass(frozen=True)
class Settled:
    """How a form and period was settled: the rounds. In the last round nothing was returned.

    ``rows_set_aside`` (report_id, sheet, row): the rows of reports in force that hard rules hold back.
    """

    rounds: tuple[Round, ...]
    in_force: Judged
    rows_set_aside: pd.DataFrame

    @property
    def returned(self) -> frozenset[str]:
        """The reports that were returned in any round."""
        return frozenset().union(*(each.returned for each in self.rounds))


@dataclass(frozen=True)
class Settlement:
    """The settlement of an office's reports under given settings of the rules. ``forms`` are by code.
    ``judge`` says which comparisons pass.

    On trial (``on_trial``), only ``tried``, a form and period, is settled again. Everything else is taken
    from ``known``.
    """

    versions: Versions
    forms: Mapping[str, Form]
    judge: Judge = judge
    known: "Settlement | None" = None
    tried: tuple[str, str] | None = None
    _settled: dict[tuple[str, str], Settled] = field(default_factory=dict)
    _latest: dict[tuple[str, str, str, str], Judged] = field(default_factory=dict)

    def settle(self, form: str, period: str) -> Settled:
        """Settle a form and period, if it is not settled yet."""
        if self.known and (form, period) != self.tried:
            return self.known.settle(form, period)
        if (form, period) not in self._settled:
            self._settled[form, period] = self._settle(form, period)
        return self._settled[form, period]

    def on_trial(self, form: Form, period: str) -> "Settlement":
        """The settlement if a form had these rules for one period. The reports of other periods count as they
        do now.
        """
        forms = {**self.forms, form.code: form}
        return Settlement(self.versions, forms, self.judge, self, (form.code, period))

    def review(self, form: str, period: str) -> list[Verdict]:
        """What every rule of a form says about its reports of a period: the reports in force, and the reports
        that were returned on the way. A rule about magnitudes is left out if no figure stands out.
        """
        if self.versions.of(form, period).empty:
            return []
        rules, rounds = self._rules(form), self.settle(form, period).rounds
        queries = [rule for rule in rules if rule.level is Level.QUERY]
        verdicts: dict[str, list[Verdict]] = {rule.code: [] for rule in rules}
        for each in rounds:
            asked = self._ask(queries, each.judged, each.number, among=each.decided)
            for verdict in (*each.verdicts, *asked):
                verdicts[verdict.rule.code].append(verdict.of_reports(each.decided))
        said = [_over_rounds(verdicts[rule.code]) for rule in rules]
        return [each for each in said if len(each.table) or not isinstance(each.rule.compares, Magnitude)]

    def report_ids(self, form: str, period: str) -> set[str]:
        """The reports in force of a form and period."""
        return set(self.settle(form, period).in_force.reports["report_id"])

    def latest(self, form: str, first: str, last: str, period: str) -> Judged:
        """Each unit's newest report in force, from ``first`` to ``last``. Until the unit that took over has
        reported, it is the newest one of each unit that it took over.

        If the reports of the form amend rows, it is all reports of the unit's newest year, with each row as
        it was last changed.
        """
        asked = (form, first, last, period)
        if asked not in self._latest:
            self._latest[asked] = self._newest(*asked)
        return self._latest[asked]

    def _newest(self, form: str, first: str, last: str, period: str) -> Judged:
        months = [month for month in self.versions.periods(form) if first <= month <= last]
        nothing = self._nothing(form, period)
        if not months:
            return nothing
        standing, rows = nothing.reports, []
        for month in months:
            in_force = self.settle(form, month).in_force
            newer = in_force.reports.drop_duplicates("holder", keep="last")
            standing = pd.concat([self._still_standing(form, standing, newer, month), newer])
            rows.append(in_force.rows)
        counted = pd.concat(rows)
        counted = self.versions.held(counted[counted["report_id"].isin(standing["report_id"])], period)
        if amended_by := self.forms[form].amended_by:
            counted = newest_rows(counted, amended_by, self.versions.registry)
        return Judged(form, period, self.versions.held(standing, period), counted)

    def _still_standing(
        self, form: str, earlier: pd.DataFrame, newer: pd.DataFrame, month: str
    ) -> pd.DataFrame:
        """The earlier reports that those of a month leave standing: those of units for which nobody has
        reported, or those of the same year where reports amend rows.
        """
        replaced = self.versions.held(earlier, month)["holder"].isin(newer["holder"])
        if self.forms[form].amends:
            replaced &= earlier["period"].str[:4] < month[:4]
        return earlier[~replaced]

    def _rules(self, form: str) -> list[CrossRule]:
        """The rules of a form in the order of their codes. Rules that look at a form which the office does
        not collect are left out.
        """
        known = [rule for rule in self.forms[form].crossing if set(rule.others) <= set(self.forms)]
        return sorted(known, key=lambda rule: rule.code)

    def _settle(self, form: str, period: str) -> Settled:
        versions = self.versions.of(form, period)
        if versions.empty:
            return Settled((), self._nothing(form, period), pd.DataFrame(columns=ROW_PLACE))
        hard = [rule for rule in self._rules(form) if rule.level is Level.HARD]
        rounds: list[Round] = []
        returned: frozenset[str] = frozenset()
        while not rounds or rounds[-1].returned:
            left = versions[~versions["report_id"].isin(returned)]
            newest = left.drop_duplicates("unit_code", keep="last")
            judged = self._judged(form, period, set(newest["report_id"]))
            verdicts = self._ask(hard, judged, len(rounds) + 1)
            rounds.append(Round(len(rounds) + 1, judged, verdicts, self._returned(form, judged, verdicts)))
            returned |= rounds[-1].returned
        set_aside = _faulty_rows(rounds[-1].verdicts)
        set_aside = set_aside[~set_aside["report_id"].isin(rounds[-1].judged.granted)]
        return Settled(tuple(rounds), _without(rounds[-1].judged, set_aside), set_aside)

    def _judged(self, form: str, period: str, report_ids: set[str]) -> Judged:
        versions, rows = self.versions.of(form, period), self.versions.rows(form, period)
        return Judged(
            form,
            period,
            self.versions.held(versions[versions["report_id"].isin(report_ids)], period),
            self.versions.held(rows[rows["report_id"].isin(report_ids)], period),
        )

    def _nothing(self, form: str, period: str) -> Judged:
        """No report of a form."""
        return Judged(
            form,
            period,
            self.versions.held(self.versions.of(form, period).head(0), period),
            self.versions.held(self.versions.rows(form, period).head(0), period),
        )

    def _ask(
        self,
        rules: Sequence[CrossRule],
        judged: Judged,
        number: int,
        among: Collection[str] | None = None,
    ) -> tuple[Verdict, ...]:
        """What the rules say about a round, or about some of its reports."""
        questions = [self._question(rule, judged, number) for rule in rules]
        if among is not None:
            questions = [
                replace(each, table=each.table[each.table["report_id"].isin(among)]) for each in questions
            ]
        with_rows = [each for each in questions if len(each.table)]
        answers = dict(zip((each.rule.code for each in with_rows), self.judge(with_rows), strict=True))
        return tuple(_verdict(each, answers.get(each.rule.code)) for each in questions)

    def _question(self, rule: CrossRule, judged: Judged, number: int) -> Question:
        table = compared(rule, judged, self)
        names = {code: self.versions.registry.get(code).name for code in set(table["unit_code"])}
        level = table["uncertain"].map({True: str(Level.QUERY), False: str(rule.level)})
        return Question(
            rule,
            words_of(rule, self.forms[judged.form], self.forms),
            judged.period,
            number,
            table.assign(unit=table["unit_code"].map(names), level=level.astype("str")),
        )

    def _returned(self, form: str, judged: Judged, verdicts: Sequence[Verdict]) -> frozenset[str]:
        """The reports that the verdicts return. This works as in a report's own review: a form is returned as
        a whole, or it loses rows; it is also returned if it loses all its rows.
        """
        of_report = _hard([each for each in verdicts if not self._holds_rows(form, each)])
        lost = _faulty_rows(verdicts)["report_id"].value_counts()
        sizes = dict(zip(judged.reports["report_id"], judged.reports["rows_accepted"], strict=True))
        whole = {report_id for report_id, rows in lost.items() if rows >= sizes[report_id]}
        return (frozenset(of_report["report_id"]) | whole) - judged.granted

    def _holds_rows(self, form: str, verdict: Verdict) -> bool:
        return not verdict.rule.of_report and self.forms[form].on_error is OnError.QUARANTINE


def _verdict(question: Question, answer: Validation | None) -> Verdict:
    """The question's table with the answer. There is no answer if the table has no rows."""
    lines = pd.Series(range(len(question.table)), index=question.table.index)
    table = question.table.assign(
        passed=~lines.isin(answer.at_fault if answer else ()),
        compared=~lines.isin(answer.unchecked if answer else ()),
    )
    return Verdict(question.rule, question.words, table, (answer.result,) if answer else ())


def _over_rounds(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdicts of a rule in all rounds, as one verdict."""
    tables = [each.table for each in verdicts if len(each.table)] or [verdicts[-1].table]
    results = tuple(result for each in verdicts for result in each.results)
    return replace(verdicts[-1], table=pd.concat(tables, ignore_index=True), results=results)


def _hard(verdicts: Iterable[Verdict]) -> DataFrame[JudgedComparisons]:
    failed = [each.failed[each.failed["level"] == Level.HARD] for each in verdicts if len(each.failed)]
    return pd.concat(failed) if failed else _no_comparisons()


@cache
def _no_comparisons() -> DataFrame[JudgedComparisons]:
    return JudgedComparisons.of_rows([])


def _faulty_rows(verdicts: Iterable[Verdict]) -> pd.DataFrame:
    """The rows in which hard rules about rows find a fault: report_id, sheet, row."""
    places = _hard(each for each in verdicts if not each.rule.of_report)[ROW_PLACE]
    return places.drop_duplicates().reset_index(drop=True)


def _without(judged: Judged, set_aside: pd.DataFrame) -> Judged:
    if set_aside.empty:
        return judged
    held = pd.MultiIndex.from_frame(set_aside)
    kept = ~pd.MultiIndex.from_frame(judged.rows[ROW_PLACE]).isin(held)
    return replace(judged, rows=judged.rows[kept])

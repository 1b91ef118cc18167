"""Settlement (定案): which version of each report counts once the hard rules across reports have had their
say.

It is a function of the versions and their order of receipt alone, whatever was processed or stored before: a
report is judged against reports in force of other forms and earlier periods, which are settled the same way
first. No rule looks at a later period, and among forms of one period the comparisons run in no circle
(``RECONCILIATIONS``), so this comes to an end and there is one result.

For a form and period each unit's newest version is judged first. Those that a hard rule returns make way for
the version before, and all are judged again, as one township's roster may hold rows of another's; until
nothing is returned any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from assets.reviews.reconciliations import RECONCILIATIONS, TABLE_COLUMNS, Judged, Reconciliation
from assets.reviews.versions import Versions
from schemas.findings import Level
from schemas.form import CrossRule, Form, OnError

ROW_PLACE = ["report_id", "sheet", "row"]


@dataclass(frozen=True)
class Verdict:
    """What a rule says of the reports of a period.

    ``table``: TABLE_COLUMNS and ``passed``, ``level`` (that of a finding: a hard rule broken by a mere lower
    bound only asks). A row without the other side has passed. ``bounds`` are what ``column`` of the
    reconciliation must lie between.
    """

    rule: CrossRule
    form_title: str
    reconciliation: Reconciliation
    bounds: tuple[float | None, float | None]
    table: pd.DataFrame

    @property
    def failed(self) -> pd.DataFrame:
        """The rows that give a finding."""
        return self.table[~self.table["passed"]]

    @property
    def unchecked(self) -> int:
        """How many comparisons could not be made (未能核对)."""
        return int(self.table[self.reconciliation.column].isna().sum())

    def of_reports(self, report_ids: set[str]) -> "Verdict":
        """The verdict on some of the reports."""
        return replace(self, table=self.table[self.table["report_id"].isin(report_ids)])


@dataclass(frozen=True)
class Round:
    """Reports that were judged together, what the hard rules said, and which of them were returned for it."""

    judged: Judged
    verdicts: tuple[Verdict, ...]
    returned: frozenset[str]


@dataclass(frozen=True)
class Settled:
    """How a form and period was settled: the rounds, in the last of which nothing was returned.

    ``rows_set_aside`` (report_id, sheet, row): the rows of reports in force that hard rules hold back.
    """

    rounds: tuple[Round, ...]
    in_force: Judged
    rows_set_aside: pd.DataFrame

    @property
    def returned(self) -> frozenset[str]:
        """The reports returned."""
        return frozenset().union(*(each.returned for each in self.rounds))


@dataclass(frozen=True)
class Settlement:
    """The settlement of an office's reports under some settings of the rules: ``forms`` by code.

    On trial (``on_trial``) only ``tried``, a form and period, is settled anew; everything else is as
    ``known`` has it.
    """

    versions: Versions
    forms: Mapping[str, Form]
    known: "Settlement | None" = None
    tried: tuple[str, str] | None = None
    _settled: dict[tuple[str, str], Settled] = field(default_factory=dict)

    def settle(self, form: str, period: str) -> Settled:
        """How a form and period is settled."""
        if self.known and (form, period) != self.tried:
            return self.known.settle(form, period)
        if (form, period) not in self._settled:
            self._settled[form, period] = self._settle(form, period)
        return self._settled[form, period]

    def on_trial(self, form: Form, period: str) -> "Settlement":
        """The settlement if a form's rules were these for one period; the reports of other periods count as
        they do now.
        """
        return Settlement(self.versions, {**self.forms, form.code: form}, self, (form.code, period))

    def review(self, form: str, period: str) -> list[Verdict]:
        """What every rule of a form says of its reports of a period: of those in force and of those it took
        to come to them.
        """
        if self.versions.of(form, period).empty:
            return []
        settled = self.settle(form, period)
        return [self._over_rounds(rule, settled) for rule in self._rules(form)]

    def report_ids(self, form: str, period: str) -> set[str]:
        """The reports in force of a form and period."""
        return set(self.settle(form, period).in_force.reports["report_id"])

    def latest(self, form: str, first: str, last: str) -> Judged:
        """Each unit's newest report in force from one period to another."""
        months = [
            self.settle(form, period).in_force
            for period in self.versions.periods(form)
            if first <= period <= last
        ]
        if not months:
            return self._judged(form, last, set())
        reports = (
            pd.concat([each.reports for each in months])
            .sort_values(["period", "place"])
            .drop_duplicates("holder", keep="last")
        )
        rows = pd.concat([each.rows for each in months])
        return Judged(form, last, reports, rows[rows["report_id"].isin(reports["report_id"])])

    def _rules(self, form: str) -> list[CrossRule]:
        return sorted(self.forms[form].cross_rules, key=lambda rule: rule.code)

    def _settle(self, form: str, period: str) -> Settled:
        hard = [rule for rule in self._rules(form) if rule.level is Level.HARD]
        versions = self.versions.of(form, period)
        if versions.empty:
            return Settled((), self._judged(form, period, set()), pd.DataFrame(columns=ROW_PLACE))
        rounds: list[Round] = []
        returned: set[str] = set()
        while True:
            left = versions[~versions["report_id"].isin(returned)]
            judged = self._judged(
                form, period, set(left.drop_duplicates("unit_code", keep="last")["report_id"])
            )
            verdicts = tuple(self._judge(rule, judged) for rule in hard)
            fallen = self._returned(form, judged, verdicts)
            rounds.append(Round(judged, verdicts, frozenset(fallen)))
            if not fallen:
                break
            returned |= fallen
        set_aside = _faulty_rows(verdicts)
        return Settled(tuple(rounds), _without(judged, set_aside), set_aside)

    def _judged(self, form: str, period: str, report_ids: set[str]) -> Judged:
        versions, rows = self.versions.of(form, period), self.versions.rows(form, period)
        return Judged(
            form,
            period,
            versions[versions["report_id"].isin(report_ids)],
            rows[rows["report_id"].isin(report_ids)],
        )

    def _judge(self, rule: CrossRule, judged: Judged) -> Verdict:
        reconciliation = RECONCILIATIONS[rule.code]
        table = reconciliation.table(judged, self)
        low, high = bounds = reconciliation.bounds(rule.parameters)
        value = table[reconciliation.column]
        outside = pd.Series(False, index=table.index)
        if low is not None:
            outside |= value < low
        if high is not None:
            outside |= value > high
        level = table["uncertain"].map({True: str(Level.QUERY), False: str(rule.level)})
        title = self.forms[judged.form].title
        return Verdict(rule, title, reconciliation, bounds, table.assign(passed=~outside, level=level))

    def _returned(self, form: str, judged: Judged, verdicts: tuple[Verdict, ...]) -> set[str]:
        """As in a report's own review: a form is returned as a whole or loses rows, and is returned when it
        loses them all.
        """
        of_report = _hard([each for each in verdicts if not self._holds_rows(form, each)])
        lost = _faulty_rows(verdicts).groupby("report_id").size()
        sizes = judged.reports.set_index("report_id")["rows_accepted"]
        return set(of_report["report_id"]) | {
            report_id for report_id, rows in lost.items() if rows >= sizes[report_id]
        }

    def _holds_rows(self, form: str, verdict: Verdict) -> bool:
        return verdict.reconciliation.of_rows and self.forms[form].on_error is OnError.QUARANTINE

    def _over_rounds(self, rule: CrossRule, settled: Settled) -> Verdict:
        verdicts = []
        for each in settled.rounds:
            decided = set(each.judged.reports["report_id"]) if not each.returned else set(each.returned)
            known = [verdict for verdict in each.verdicts if verdict.rule.code == rule.code]
            verdict = known[0] if known else self._judge(rule, each.judged)
            verdicts.append(verdict.of_reports(decided))
        last = verdicts[-1]
        tables = [each.table for each in verdicts if len(each.table)] or [last.table]
        return replace(last, table=pd.concat(tables, ignore_index=True))


def _hard(verdicts: list[Verdict]) -> pd.DataFrame:
    failed = [each.failed[each.failed["level"] == Level.HARD] for each in verdicts]
    return pd.concat(failed) if failed else pd.DataFrame(columns=[*TABLE_COLUMNS, "passed", "level"])


def _faulty_rows(verdicts: tuple[Verdict, ...]) -> pd.DataFrame:
    """The rows that hard rules about rows find fault with: report_id, sheet, row."""
    return (
        _hard([each for each in verdicts if each.reconciliation.of_rows])[ROW_PLACE]
        .drop_duplicates()
        .reset_index(drop=True)
    )


def _without(judged: Judged, set_aside: pd.DataFrame) -> Judged:
    if set_aside.empty:
        return judged
    held = pd.MultiIndex.from_frame(set_aside)
    kept = ~pd.MultiIndex.from_frame(judged.rows[ROW_PLACE]).isin(held)
    return Judged(judged.form, judged.period, judged.reports, judged.rows[kept])

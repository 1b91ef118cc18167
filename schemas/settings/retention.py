"""How long an office keeps things (保存期限): ``retention`` in ``site.yaml``. What is not named there is kept
for ever.
"""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from schemas.documents import Strict
from schemas.periods import add_months

Years = Annotated[int, Field(ge=1, le=100)]
Months = Annotated[int, Field(ge=1, le=1200)]


class Duration(Strict):
    """A length of time: ``years``, ``months``, or both together."""

    years: Years | None = None
    months: Months | None = None

    @model_validator(mode="after")
    def _some(self) -> "Duration":
        if not self.in_months:
            raise ValueError("请写明期限，例如 {years: 3} 或 {months: 18}")
        return self

    @property
    def in_months(self) -> int:
        """The whole length, in months."""
        return 12 * (self.years or 0) + (self.months or 0)

    def before(self, day: date) -> date:
        """The day that lies so long before another. What is older is past its time."""
        month = add_months(f"{day:%Y-%m}", -self.in_months)
        return date(int(month[:4]), int(month[5:]), min(day.day, 28))

    def __str__(self) -> str:
        """3年、18个月."""
        return "".join(
            part
            for part in (f"{self.years}年" if self.years else "", f"{self.months}个月" if self.months else "")
        )


class RetentionSettings(Strict):
    """How long each kind is kept: originals in the archive, returned workbooks, evidence packages, what units
    attached at the desk, letters that were not taken in, logs and summaries, Dagster's runs.
    """

    originals: Duration | None = None
    returned: Duration | None = None
    evidence: Duration | None = None
    attachments: Duration | None = None
    letters: Duration | None = None
    logs: Duration | None = None
    dagster_runs: Duration | None = None

    @property
    def limits_anything(self) -> bool:
        """Whether anything is kept for a limited time."""
        return any(getattr(self, name) for name in type(self).model_fields)


KINDS = {
    "originals": "原始文件",
    "returned": "退回件",
    "evidence": "证据包和名单",
    "attachments": "佐证材料和申诉材料",
    "letters": "没有收下的来信",
    "logs": "运行日志和摘要",
    "dagster_runs": "运行记录",
}
"""The kinds as a steward reads them."""

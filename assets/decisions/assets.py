"""The decisions of the office (认定) in Dagster. What the folder ``decisions/`` says is recorded before the
inbox is taken in.
"""

import dagster as dg

from assets.decisions.folder import FOLDER, take_in_decisions
from warehouse import desk_pages
from warehouse.office import Office

DECISIONS_KEY = dg.AssetKey("decisions")


def build() -> list[dg.AssetsDefinition]:
    """The asset that records the decisions."""

    @dg.asset(
        key=DECISIONS_KEY,
        group_name="submissions",
        kinds={"excel"},
        owners=["team:assessment-office"],
        description="认定：记录设置文件夹 decisions 里认定表、评分录入表的每一行；办不了的行写明在哪一格、为什么。",
    )
    def decisions(office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        taken = take_in_decisions(office)
        refused = "\n".join(f"- {each}" for each in taken.refused) or "没有。"
        return dg.MaterializeResult(
            metadata={
                **{word: dg.MetadataValue.url(page) for word, page in desk_pages.decisions(office).items()},
                "新记录的认定": "、".join(f"第{number}号" for number in taken.recorded) or "没有。",
                "没有办理的行": dg.MetadataValue.md(refused),
                "认定表所在文件夹": dg.MetadataValue.path(str(office.site.directory / FOLDER)),
            }
        )

    return [decisions]

"""What the columns of the BI views mean (BI 视图说明). The data dictionary prints these texts.

Every column of every view in ``warehouse/database/views.py`` is described. A test compares the two.
"""

from warehouse.database.view_texts.arrivals import ARRIVAL_VIEWS
from warehouse.database.view_texts.bulletins import BULLETIN_VIEWS
from warehouse.database.view_texts.dimensions import DIMENSION_TEXTS
from warehouse.database.view_texts.monitoring import MONITORING_VIEWS
from warehouse.database.view_texts.reports import REPORT_VIEWS
from warehouse.database.view_texts.results import RESULT_VIEWS
from warehouse.database.view_texts.words import NO_UNIT, PERIOD, SITE, UNIT_CODE, View, ViewColumn

VIEW_COLUMNS: dict[str, View] = {
    **REPORT_VIEWS,
    **RESULT_VIEWS,
    **MONITORING_VIEWS,
    **BULLETIN_VIEWS,
    **ARRIVAL_VIEWS,
    **DIMENSION_TEXTS,
}
"""The views by name, in the order in which they are documented."""

FACT_COLUMNS = {
    "site": SITE,
    "unit_code": ViewColumn("填报单位代码", "报来这一行的单位。", NO_UNIT, UNIT_CODE.source),
    "subject_code": ViewColumn(
        "所属单位代码",
        "这一行说的是哪个单位；没有另写单位的表即填报单位。",
        NO_UNIT,
        "表内写明的单位，其次是填报单位",
    ),
    "period": PERIOD,
    "lower_bounds": ViewColumn(
        "下限栏", "以“200余”等约数填报的栏目名，用“,”隔开；入库的是下限。", NO_UNIT, "读表"
    ),
    "report_id": ViewColumn("报表编号", "这一行所属的报表版本。", NO_UNIT, "台账"),
    "source_sheet": ViewColumn("来源工作表", "这一行在报来的工作簿的哪张工作表。", NO_UNIT, "报来的工作簿"),
    "source_row": ViewColumn("来源行", "在工作表的第几行，与 Excel 的行号相同。", "行号", "报来的工作簿"),
}
"""The columns that every ``fact_`` table has besides the columns of its form."""

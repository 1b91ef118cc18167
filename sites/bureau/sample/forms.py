"""The office's own forms as they are printed."""

from sites.writing.forms import PrintedColumn, PrintedForm

CHILDREN = "适龄儿童少年"

DROPOUT_CONTROL = PrintedForm(
    "K01",
    "控辍保学月报表",
    "人",
    (
        PrintedColumn("village", "村（社区）", "text", 16),
        PrintedColumn("primary", f"{CHILDREN}：小学段", "count", 10, (CHILDREN, "小学段（人）")),
        PrintedColumn("junior", f"{CHILDREN}：初中段", "count", 10, (CHILDREN, "初中段（人）")),
        PrintedColumn("school_age", f"{CHILDREN}：小计", "count", 10, (CHILDREN, "小计")),
        PrintedColumn("out_of_school", "未入学人数", "count", 11),
        PrintedColumn("reason", "未入学原因", "text", 12),
        PrintedColumn("contact", "包保干部", "text", 10),
    ),
    totals=("primary", "junior", "school_age", "out_of_school"),
)
SAFETY = PrintedForm(
    "K02",
    "校园安全隐患台账",
    "万元",
    (
        PrintedColumn("place", "场所", "text", 14),
        PrintedColumn("hazard", "隐患", "text", 22),
        PrintedColumn("level", "等级", "text", 8),
        PrintedColumn("found_on", "发现日期", "date", 13),
        PrintedColumn("repaired", "是否整改", "text", 10),
        PrintedColumn("repaired_on", "整改日期", "date", 13),
        PrintedColumn("cost", "整改费用（万元）", "amount", 12),
    ),
)
TRAINING = PrintedForm(
    "K03",
    "教师培训名册",
    "人",
    (
        PrintedColumn("name", "姓名", "text", 9),
        PrintedColumn("resident_id", "身份证号", "id", 21),
        PrintedColumn("course", "培训项目", "text", 20),
        PrintedColumn("hours", "学时", "count", 8),
        PrintedColumn("passed", "是否合格", "text", 10),
    ),
    roster=True,
)

"""Names for the columns of a drafted form: the names that the product's own forms use for such headers, or
the usual ones.
"""

from collections.abc import Mapping, Sequence

from assets.drafts.printed import PrintedColumn
from assets.submissions.tables.headers.texts import split_header
from schemas.form import Form

USUAL: Mapping[str, str] = {
    "村": "village",
    "镇街": "township",
    "学校": "school",
    "学校名称": "school",
    "幼儿园": "kindergarten",
    "单位": "unit",
    "单位名称": "unit",
    "姓名": "name",
    "教师姓名": "name",
    "学生姓名": "name",
    "性别": "gender",
    "年龄": "age",
    "民族": "ethnic_group",
    "身份证号": "resident_id",
    "联系电话": "phone",
    "联系人": "contact",
    "负责人": "person_in_charge",
    "包保干部": "contact",
    "班级": "class_name",
    "年级": "grade",
    "班级数": "classes",
    "班数": "classes",
    "生数": "students",
    "在校生数": "students",
    "教师数": "teachers",
    "教职工数": "staff",
    "专任教师": "full_time_teachers",
    "专任教师数": "full_time_teachers",
    "人数": "persons",
    "小计": "subtotal",
    "合计": "total",
    "男": "male",
    "女": "female",
    "小学段": "primary",
    "小学": "primary",
    "初中段": "junior",
    "初中": "junior",
    "高中": "senior",
    "学前": "preschool",
    "日期": "day",
    "开始日期": "started_on",
    "结束日期": "ended_on",
    "培训日期": "trained_on",
    "培训项目": "course",
    "培训名称": "course",
    "学时": "hours",
    "金额": "amount",
    "面积": "area",
    "地址": "address",
    "类型": "kind",
    "类别": "kind",
    "等级": "level",
    "原因": "reason",
    "未入学人数": "out_of_school",
    "未入学原因": "reason",
    "是否合格": "passed",
    "整改情况": "repair",
    "隐患数": "hazards",
    "隐患描述": "hazard",
    "附件": "attachment",
    "备注": "remarks",
}
"""Keys of headers (``split_header``), each with its usual name."""


def known_names(title: str, product: Mapping[str, Form]) -> dict[str, str]:
    """Names by the keys of headers. The product's form with that title comes first, then all its other
    forms.
    """
    of_title = [form for form in product.values() if form.title == title]
    names: dict[str, str] = {}
    for form in (*of_title, *product.values()):
        for column in form.columns:
            names.setdefault(split_header(column.header)[0], column.name)
    return {**USUAL, **names}


def column_names(columns: Sequence[PrintedColumn], known: Mapping[str, str]) -> list[tuple[str, bool]]:
    """The name of each column, and whether it is a known name. Columns without a known name are numbered. No
    name comes twice.
    """
    taken: set[str] = set()
    named = []
    for number, column in enumerate(columns, 1):
        name = _name(column, known, taken)
        named.append((name or f"column_{number}", bool(name)))
        taken.add(name or f"column_{number}")
    return named


def _name(column: PrintedColumn, known: Mapping[str, str], taken: set[str]) -> str:
    whole, last = (known.get(split_header(text)[0], "") for text in (column.header, column.levels[-1]))
    above = [known.get(split_header(text)[0], "") for text in column.levels[:-1]]
    longer = "_".join((*above, last)) if above and last and all(above) else ""
    return next((name for name in (whole, last, longer) if name and name not in taken), "")

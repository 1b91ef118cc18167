"""The datasets of the Superset bundle: one for every BI view, with the names and meanings of its columns.

A dataset is its view, joined to the titles of what its codes stand for, and with Chinese words beside coded
values. So a chart shows 区对镇街社会教育考核, not township-2023, and 缺报, not missing.
"""

from collections.abc import Iterator

from assets.submissions.steward.overview import LEVEL_WORDS, STATUS_WORDS
from deployment.superset.parts import DATABASE, VERSION, identifier
from warehouse.database.star import KEYS, dimensions_of
from warehouse.database.view_columns import VIEW_COLUMNS
from warehouse.database.view_texts.words import View

TITLES = {
    "bi_office": ("office_name", "主管部门名称"),
    "bi_scheme": ("scheme_title", "方案名称"),
    "bi_form": ("form_title", "报表名称"),
}
"""The dimensions whose title a dataset has beside the code: the name of the column, and its name in words."""

FILE_WORDS = {
    "received": "待处理",
    "accepted": "全部通过",
    "partly_accepted": "部分通过",
    "returned": "退回",
    "set_aside": "待认定",
    "rejected": "无法处理",
    "duplicate": "重复文件",
}
WORDS = {
    ("bi_report_status", "status"): STATUS_WORDS,
    ("bi_finding", "level"): LEVEL_WORDS,
    ("bi_finding", "state"): {"open": "未了结", "explained": "已说明", "superseded": "已有新版"},
    ("bi_submission", "status"): FILE_WORDS,
    ("bi_candidate", "status"): FILE_WORDS,
    ("bi_candidate", "source"): {"sheet": "工作表", "file_name": "文件名", "content": "内容"},
    ("bi_indicator", "absence"): {
        "missing": "缺报",
        "no_target": "没有目标值",
        "zero_denominator": "分母为 0",
        "not_applicable": "不适用",
        "incomparable": "不可比",
    },
    ("bi_objection", "state"): {"open": "未办结", "closed": "已办结"},
}
"""The words of coded values by view and column. A dataset has them in a column ``…_words``."""


def dataset(name: str) -> dict[str, object]:
    """The dataset of a view, as Superset imports it."""
    view = VIEW_COLUMNS[name]
    return {
        "table_name": f"{view.title}（{name}）",
        "description": f"每行：{view.row}。",
        "main_dttm_col": None,
        "schema": None,
        "sql": query(name),
        "filter_select_enabled": True,
        "uuid": identifier("dataset", name),
        "metrics": [{"metric_name": "count", "verbose_name": "行数", "expression": "COUNT(*)"}],
        "columns": list(_columns(name, view)),
        "version": VERSION,
        "database_uuid": identifier("database", DATABASE),
    }


def query(name: str) -> str:
    """The SQL of a dataset: the view with titles and words."""
    view = VIEW_COLUMNS[name]
    titled = [each for each in dimensions_of(view) if each in TITLES and name not in KEYS]
    selected = [f"{name}.*"]
    selected += [f"{each}.title AS {TITLES[each][0]}" for each in titled]
    selected += [_worded(name, column, words) for (of, column), words in WORDS.items() if of == name]
    joins = [f"LEFT JOIN {each} ON {_same(name, each)}" for each in titled]
    return "\n".join([f"SELECT {', '.join(selected)}", f"FROM {name}", *joins])


def _same(name: str, dimension: str) -> str:
    return " AND ".join(f"{dimension}.{key} = {name}.{key}" for key in KEYS[dimension])


def _worded(name: str, column: str, words: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in words.items())
    return f"CASE {name}.{column} {cases} ELSE {name}.{column} END AS {column}_words"


def _columns(name: str, view: View) -> Iterator[dict[str, object]]:
    for column, about in view.columns.items():
        yield _column(column, about.title, about.meaning)
    for dimension in dimensions_of(view) if name not in KEYS else ():
        if dimension in TITLES:
            yield _column(*TITLES[dimension], f"{TITLES[dimension][1]}。")
    for (of, column), _ in WORDS.items():
        if of == name:
            title = view.columns[column].title
            yield _column(f"{column}_words", title, f"{title}，中文。")


def _column(name: str, title: str, meaning: str) -> dict[str, object]:
    # Periods are text and sort as text; a column of dates would ask every chart for a range of time.
    return {
        "column_name": name,
        "verbose_name": title,
        "description": meaning,
        "is_dttm": False,
        "groupby": True,
        "filterable": True,
        "is_active": True,
    }

"""A file that is taken in is parsed once, its tables are found once and each of its forms is reviewed once."""

from collections import Counter

import pytest
from sqlalchemy import event

from assets.decisions import recording
from assets.decisions.recording import Grounds
from assets.submissions.intake import take_in
from assets.submissions.reading.isolation import ReadingProcess
from assets.submissions.review import reports
from assets.submissions.tables import finding
from schemas.office.catalogue import BUILT_IN
from tests.support.returned_loop import LoopOffice, coloured
from tests.support.submitted_files import xls, xlsx

SESSION = [
    *("电工培训", "职工培训", "2023-12-01", "2023-12-02"),
    *(40, 8, 80, 1.5, None),
]


def sessions(period: str, trainees: object = 40) -> list[list]:
    columns = [column.header for column in BUILT_IN["X05"].columns]
    year, month = period.split("-")
    row = ["1", *SESSION]
    row[columns.index("培训人数（人）")] = trainees
    return [["社会培训班次表"], [f"填报单位：宿城中专　报告期：{year}年{int(month)}月"], columns, row]


def certificates(period: str, certified: object) -> list[list]:
    year, month = period.split("-")
    columns = [column.header for column in BUILT_IN["X06"].columns]
    row = dict.fromkeys(columns) | {"证书类型": "1+X证书", "证书名称": "电工", "等级": "中级"}
    row |= {"考核日期": "2023-11-05"} | {each: certified for each in columns if each.startswith("取得")}
    return [
        ["证书考核情况表"],
        [f"填报单位：宿城中专　报告期：{year}年{int(month)}月"],
        columns,
        [row[each] for each in columns],
    ]


@pytest.fixture
def work(monkeypatch):
    """What was done: ("parsed", file), ("searched", sheet), ("reviewed", form and report)."""
    done: Counter[tuple[str, str]] = Counter()
    hand, tables, gather = ReadingProcess.hand, finding.find_tables, reports.gather

    def counted_hand(self, position, file, stated):
        done["parsed", stated["file_name"]] += 1
        return hand(self, position, file, stated)

    def counted_tables(sheet, forms, period):
        done["searched", sheet.name] += 1
        return tables(sheet, forms, period)

    def counted_gather(form, given):
        for report in {report.report_id for report in given}:
            done["reviewed", f"{form.code} {report[:8]}"] += 1
        return gather(form, given)

    monkeypatch.setattr(ReadingProcess, "hand", counted_hand)
    monkeypatch.setattr(finding, "find_tables", counted_tables)
    monkeypatch.setattr(reports, "gather", counted_gather)
    return done


def kinds(work: Counter) -> Counter:
    """How often each thing was done that was done at all, of a kind: {("parsed", 1): 2 files}."""
    return Counter((kind, times) for (kind, _), times in work.items())


FAULTY = {"培训": sessions("2023-12", "四十来人"), "证书": certificates("2023-12", None)}


@pytest.mark.parametrize("write", [xlsx, lambda sheets: xls(sheets["培训"])], ids=["xlsx", "xls"])
def test_a_faulty_workbook_and_a_sound_one(tmp_path, work, write):
    loop = LoopOffice(tmp_path)
    name = "12月.xlsx" if write is xlsx else "12月.xls"
    loop.send(name, write(FAULTY), "2024-01-02 09:00")
    loop.send("10月.xlsx", xlsx({"十月": sessions("2023-10")}), "2023-11-02 09:00")
    loop.run()
    assert len(loop.paths()) == 1, "the faulty one comes back"
    sheets = 3 if write is xlsx else 2
    assert kinds(work) == {("parsed", 1): 2, ("searched", 1): sheets, ("reviewed", 1): sheets}


def test_the_copy_that_comes_back_is_marked_by_that_one_review(tmp_path, work):
    loop = LoopOffice(tmp_path)
    loop.take("12月.xlsx", xlsx(FAULTY), "2024-01-02 09:00")
    assert coloured(loop.workbook_of("12月.xlsx")["培训"]) == {"F4": "hard"}
    work.clear()
    (path,) = loop.paths()
    (loop.home / path).unlink()
    loop.run()
    assert coloured(loop.workbook_of("12月.xlsx")["培训"]) == {"F4": "hard"}, "and so by a later one"
    assert kinds(work) == {("parsed", 1): 1, ("searched", 1): 2, ("reviewed", 1): 2}


def test_one_unit_by_itself(tmp_path, work):
    loop = LoopOffice(tmp_path)
    loop.send("12月.xlsx", xlsx(FAULTY), "2024-01-02 09:00")
    take_in(loop.office, "one-unit", only=("2023-12", "321302XX01"))
    assert len(loop.paths()) == 1
    assert kinds(work) == {("parsed", 1): 1, ("searched", 1): 2, ("reviewed", 1): 2}


def test_files_that_do_not_concern_the_one_unit_are_looked_at_once_and_wait(tmp_path, work):
    loop = LoopOffice(tmp_path)
    loop.send("12月.xlsx", xlsx(FAULTY), "2024-01-02 09:00")
    loop.send("10月.xlsx", xlsx({"十月": sessions("2023-10")}), "2023-11-02 09:00")
    take_in(loop.office, "one-unit", only=("2023-12", "321302XX01"))
    assert loop.rows("SELECT file_name FROM bi_submission WHERE status = 'received'") == [("10月.xlsx",)]
    assert kinds(work) == {("parsed", 1): 2, ("searched", 1): 3, ("reviewed", 1): 2}


def test_what_is_decided_is_read_once_and_a_later_decision_counts_in_the_next_pass(tmp_path, monkeypatch):
    loop = LoopOffice(tmp_path)
    loop.take("12月.xlsx", xlsx({"培训": sessions("2023-12")}), "2024-01-02 09:00")
    reads, find, decide = [], finding.find_tables, [True]

    def note(connection, cursor, statement, *rest):
        if "FROM decision" in statement:
            reads.append(statement)

    def withdrawn_meanwhile(sheet, forms, period):
        if decide and decide.pop():
            grounds = Grounds("教育局办公室", "该校来函说明此表报错，另行补报")
            recording.withdraw(loop.office, "宿城中专", "X05", "2023-12", grounds)
            reads.clear()
        return find(sheet, forms, period)

    monkeypatch.setattr(finding, "find_tables", withdrawn_meanwhile)
    # Returned workbooks tell what is decided when they are written.
    monkeypatch.setattr("assets.submissions.intake.write_owed_workbooks", lambda *given, **known: None)
    event.listen(loop.office.engine, "before_cursor_execute", note)
    loop.send("10月.xlsx", xlsx({"十月": sessions("2023-10")}), "2023-11-02 09:00")
    loop.run()
    assert reads == [], "read before any file is opened"
    assert loop.statuses()["X05", "2023-12"] == "accepted"
    loop.run()
    assert len(reads) == 1
    assert loop.statuses()["X05", "2023-12"] == "returned"

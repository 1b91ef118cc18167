"""The receipt of a unit whose reports passed."""

from datetime import date

from assets.decisions import recording
from assets.decisions.recording import Grounds
from assets.outgoing.receipts import write_receipts
from tests.support.workbooks import FAULTY, township_workbook

GROUNDS = Grounds("教育局职社科科长", "系统停机两天，经电话核实数据无误", "宿区教〔2023〕12号")


def test_a_receipt_tells_what_counts_and_is_written_once(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=300))
    small_office.send("埠子镇.xlsx", township_workbook("埠子镇", "2023-11", sheets=["Z03"], **FAULTY))
    small_office.run()
    (path,) = (small_office.home / "receipts" / "2023-11").iterdir()
    assert path.name == "耿车镇-2023-11-回执.html"
    assert path.stat().st_mode & 0o777 == 0o600
    page = path.read_text(encoding="utf-8")
    assert "老年教育机构月报表" in page
    assert "经常性参与人数（累计）300" in page
    assert "第1版" in page
    assert write_receipts(small_office.office, "2023-11") == []
    small_office.send(
        "耿车镇2.xlsx", township_workbook("耿车镇", "2023-11", regular_learners=310), "2023-12-02 09:00"
    )
    recording.accept(small_office.office, "埠子镇", "Z03", "2023-11", GROUNDS)
    recording.extend(small_office.office, "埠子镇", "Z03", "2023-11", date(2023, 12, 20), GROUNDS)
    small_office.run()
    page = path.read_text(encoding="utf-8")
    assert "认定" not in page
    taken = (path.parent / "埠子镇-2023-11-回执.html").read_text(encoding="utf-8")
    assert "特批通过" in taken
    assert "主管部门的认定：第1号认定（特批，教育局职社科科长，" in taken
    assert "；第2号认定（延到2023-12-20，" in taken
    assert "第2版" in page
    assert "经常性参与人数（累计）310" in page
    recording.withdraw(small_office.office, "埠子镇", "Z03", "2023-11", GROUNDS)
    small_office.run()
    assert [each.name for each in path.parent.iterdir()] == ["耿车镇-2023-11-回执.html"]

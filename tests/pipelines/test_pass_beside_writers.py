"""A pass beside others that write to the database all the time: a steward's commands, the daemon, other
offices.
"""

from tests.support.other_writers import another_writes_after
from tests.support.workbooks import township_workbook


def test_a_pass_while_another_writes_after_each_of_its_reads(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    with another_writes_after("SELECT", small_office.office.warehouse_url) as reads:
        small_office.run()
    assert len(reads) > 50
    assert small_office.status_of("Z03") == ("accepted", 1)
    assert len(small_office.view("assessment", site="small")) == 1
    assert len(small_office.view("assessment")) > 50, "another has written"

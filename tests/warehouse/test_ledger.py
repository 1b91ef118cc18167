from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import groupby

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from warehouse.database.database import lock_for_writing, open_database, refresh_statistics
from warehouse.database.tables import finding, report, submission
from warehouse.ledger import arrivals, ledger, obligations, reports_in_force
from warehouse.standing.outcomes import submission_outcome

SCHOOL, TOWN = "321302XX01", "321302101"


def statuses(post):
    return dict(post.view("bi_submission", "file_name, status"))


# ---------------------------------------------------------------- what arrived


def test_a_file_is_entered_once_with_the_clock_time_of_the_office(post):
    new = post.receive(("宿城中专.xlsx", "a", "2023-11-03 09:30"))
    assert new["status"].tolist() == ["received"]
    assert post.receive(("宿城中专.xlsx", "a", "2023-11-09 10:00")).empty
    [(name, received_at, status)] = post.view("bi_submission", "file_name, received_at, status")
    assert (name, str(received_at)[:16], status) == ("宿城中专.xlsx", "2023-11-03 09:30", "received")


def test_a_time_without_time_zone_is_refused(engine, site_id):
    files = pd.DataFrame(
        {
            "sha256": ["a" * 64],
            "file_name": ["a.xlsx"],
            "received_at": [datetime(2023, 11, 3)],
            "is_dated": [True],
            "size": [1],
        }
    )
    with pytest.raises(ValueError, match="time zone"), engine.begin() as connection:
        arrivals.receive(connection, site_id, files, "Asia/Shanghai")


def test_a_copy_under_another_name_is_a_duplicate_of_the_first_received(post):
    post.receive(("乙.xlsx", "same", "2023-11-03 10:00"), ("甲.xlsx", "same", "2023-11-03 11:00"))
    post.receive(("丙.xlsx", "same", "2023-11-01 08:00"))
    assert statuses(post) == {"乙.xlsx": "received", "甲.xlsx": "duplicate", "丙.xlsx": "duplicate"}
    assert all("乙.xlsx" in reason for (reason,) in post.view("bi_submission", "reason") if reason)
    with post.engine.connect() as connection:
        assert ledger.pending(connection, post.site)["file_name"].tolist() == ["乙.xlsx"]


def test_a_rejected_file_may_be_sent_again_under_a_better_name(post):
    post.receive(
        ("未知.xlsx", "same", "2023-11-03 10:00"),
        ("宿城中专.xlsx", "same", "2023-11-03 11:00"),
        ("又一份.xlsx", "same", "2023-11-03 12:00"),
    )
    reject(post, "未知.xlsx")
    assert statuses(post) == {
        "未知.xlsx": "rejected",
        "宿城中专.xlsx": "received",
        "又一份.xlsx": "duplicate",
    }
    reject(post, "宿城中专.xlsx")
    reject(post, "又一份.xlsx")
    post.receive(("最后.xlsx", "same", "2023-11-04 12:00"))
    assert statuses(post)["最后.xlsx"] == "received"


def test_content_that_was_replaced_is_taken_again_when_it_is_sent_again(post):
    """A neighbour's file had taken its place."""
    post.receive(("甲.xlsx", "ours", "2023-11-03 10:00"))
    post.record([("甲.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    assert post.receive(("甲 再报.xlsx", "ours", "2023-11-03 11:00"))["status"].tolist() == ["duplicate"]
    post.receive(("误报.xlsx", "theirs", "2023-11-04 10:00"))
    post.record([("误报.xlsx", SCHOOL, "X01", "2023-10", "accepted", 9)])

    assert post.receive(("甲.xlsx", "ours", "2023-11-03 10:00")).empty, "it still lies in the inbox"
    moved = post.receive(("2023年10月/甲.xlsx", "ours", "2023-11-03 10:00"))
    assert moved["status"].tolist() == ["duplicate"], "it was only moved"
    assert "请打开文件保存一次" in dict(post.view("bi_submission", "file_name, reason"))["2023年10月/甲.xlsx"]

    again = post.receive(("甲.xlsx", "ours", "2023-11-05 09:00"))
    assert again["status"].tolist() == ["received"]
    assert post.receive(("甲.xlsx", "ours", "2023-11-05 09:00")).empty, "running twice equals running once"
    post.record([("甲.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    assert in_force(post) == [(SCHOOL, "X01", "2023-10", 3, "accepted")]
    assert post.receive(("甲.xlsx", "ours", "2023-11-06 09:00")).empty, "it counts now"


def test_returned_content_is_taken_again_when_it_is_sent_again(post):
    post.receive(("甲.xlsx", "ours", "2023-11-03 10:00"))
    post.record([("甲.xlsx", SCHOOL, "X01", "2023-10", "returned")])
    assert post.receive(("乙.xlsx", "ours", "2023-11-04 10:00"))["status"].tolist() == ["received"]


def test_an_inbox_that_was_copied_sends_nothing_again(post):
    post.receive(("甲.xlsx", "old", "2023-11-03 10:00"))
    post.record([("甲.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    post.receive(("甲更正.xlsx", "new", "2023-11-04 10:00"))
    post.record([("甲更正.xlsx", SCHOOL, "X01", "2023-10", "accepted", 5)])
    copied = (("甲更正.xlsx", "new", "2023-12-20 10:00"), ("甲.xlsx", "old", "2023-12-20 10:01"))
    assert post.receive(*copied).empty


def reject(post, name, unit_code=None, period=None):
    with post.engine.begin() as connection:
        identifier = ledger.pending(connection, post.site).set_index("file_name").loc[name, "submission_id"]
        refused = pd.DataFrame(
            [(identifier, "认不出填报单位，请在表上写明", unit_code, period)],
            columns=["submission_id", "reason", "unit_code", "period"],
        )
        ledger.reject(connection, post.site, refused)


def test_sites_do_not_see_each_other(post, new_post):
    other = new_post()
    for each in (post, other):
        each.receive(("a.xlsx", "same", "2023-11-03 10:00"))
        each.record([("a.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    assert statuses(post) == statuses(other) == {"a.xlsx": "accepted"}


# ---------------------------------------------------------------- versions


def versions(post):
    return post.view("bi_report_status", "unit_code, form, period, version, status, file_name", "1, 2, 3")


def in_force(post):
    with post.engine.connect() as connection:
        frame = reports_in_force.in_force_reports(connection, post.site)
    return sorted(
        zip(
            frame["unit_code"], frame["form"], frame["period"], frame["version"], frame["status"], strict=True
        )
    )


def test_a_newer_accepted_version_replaces_the_older_as_a_whole(post):
    post.receive(("1.xlsx", "a", "2023-11-01 08:00"), ("2.xlsx", "b", "2023-11-02 08:00"))
    assert post.record([("1.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)]) == ["2023-10"]
    post.record([("2.xlsx", SCHOOL, "X01", "2023-10", "accepted_with_queries", 3)])
    assert in_force(post) == [(SCHOOL, "X01", "2023-10", 2, "accepted_with_queries")]


def test_a_returned_version_replaces_nothing_but_is_what_the_unit_sees(post):
    post.receive(("1.xlsx", "a", "2023-11-01 08:00"), ("2.xlsx", "b", "2023-11-02 08:00"))
    post.record([("1.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)], [("1.xlsx", "X01", "query", "X01-4")])
    post.record([("2.xlsx", SCHOOL, "X01", "2023-10", "returned")], [("2.xlsx", "X01", "hard", "X01-1")])
    assert in_force(post) == [(SCHOOL, "X01", "2023-10", 1, "accepted")]
    assert versions(post) == [(SCHOOL, "X01", "2023-10", 2, "returned", "2.xlsx")]
    assert post.view("bi_finding", "version, code, state") == [
        (1, "X01-4", "superseded"),
        (2, "X01-1", "open"),
    ]


def test_an_older_file_that_is_processed_later_does_not_win(post):
    post.receive(("新.xlsx", "b", "2023-11-02 08:00"))
    post.record([("新.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    post.receive(("旧.xlsx", "a", "2023-11-01 08:00"))
    post.record(
        [("旧.xlsx", SCHOOL, "X01", "2023-10", "accepted_with_queries", 4)],
        [("旧.xlsx", "X01", "query", "X01-4")],
    )
    assert in_force(post) == [(SCHOOL, "X01", "2023-10", 2, "accepted")]
    assert post.view("bi_finding", "version, state") == [(1, "superseded")]


def test_a_correction_clears_the_old_findings(post):
    post.receive(("1.xlsx", "a", "2023-11-01 08:00"), ("2.xlsx", "b", "2023-11-02 08:00"))
    post.record([("1.xlsx", SCHOOL, "X01", "2023-10", "returned")], [("1.xlsx", "X01", "hard", "X01-1")])
    assert in_force(post) == []
    post.record([("2.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    assert [state for (state,) in post.view("bi_finding", "state")] == ["superseded"]


def test_recording_a_review_again_replaces_what_it_gave_before(post):
    post.receive(("1.xlsx", "a", "2023-11-01 08:00"), ("2.xlsx", "b", "2023-11-02 08:00"))
    both = [
        ("1.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4),
        ("2.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4),
    ]
    post.record(both, [("2.xlsx", "X01", "query", "X01-4")])
    with post.engine.begin() as connection:
        connection.execute(
            text("UPDATE submission SET status = 'received' WHERE site = :site"), {"site": post.site}
        )
    changed = post.record(
        [("2.xlsx", SCHOOL, "X01", "2023-11", "returned")], [("2.xlsx", "X01", "hard", "X01-1")]
    )
    assert changed == ["2023-10", "2023-11"]
    assert in_force(post) == [(SCHOOL, "X01", "2023-10", 1, "accepted")]
    assert post.view("bi_finding", "period, code, state") == [("2023-11", "X01-1", "open")]


outcomes = st.sampled_from(["nil", "accepted", "accepted_with_queries", "partly_accepted", "returned"])
sent_files = st.lists(
    st.tuples(st.sampled_from([SCHOOL, TOWN]), st.integers(0, 3), outcomes), min_size=1, max_size=6
)


@given(sent_files, st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_and_the_batches_of_processing_do_not_matter(new_post, sent, data):
    """Several files may share their time of receipt: then the name decides."""
    files = [
        (f"{number}.xlsx", unit_code, f"2023-11-01 08:0{minute}", status)
        for number, (unit_code, minute, status) in enumerate(sent)
    ]
    order = data.draw(st.permutations(files))
    batch_of = {file[0]: data.draw(st.integers(0, 2)) for file in order}
    states = []
    for batches in (
        [files],
        [list(group) for _, group in groupby(order, key=lambda file: batch_of[file[0]])],
    ):
        post = new_post()
        for batch in batches:
            post.receive(*((name, name, moment) for name, _, moment, _ in batch))
            post.record(
                [(name, unit_code, "R01", "2023-10", status) for name, unit_code, _, status in batch],
                [(name, "R01", "query", "R01-2") for name, _, _, _ in batch],
            )
        states.append(
            (in_force(post), versions(post), sorted(post.view("bi_finding", "unit_code, version, state")))
        )
        accepted = [file for file in files if file[3] != "returned"]
        newest = {
            unit_code: max((file[2], file[0]) for file in accepted if file[1] == unit_code)
            for _, unit_code, _, _ in accepted
        }
        with post.engine.connect() as connection:
            found = reports_in_force.in_force_reports(connection, post.site)
        expected = {
            ledger.report_id(identifier_of(post, name), unit_code, "R01", "2023-10")
            for unit_code, (_, name) in newest.items()
        }
        assert set(found["report_id"]) == expected
    assert states[0] == states[1]


def identifier_of(post, name):
    return next(
        identifier
        for identifier, file_name in post.view("bi_submission", "submission_id, file_name")
        if file_name == name
    )


def test_a_second_pass_over_the_same_inbox_changes_nothing(post):
    inbox = [
        ("1.xlsx", "a", "2023-11-01 08:00"),
        ("2.xlsx", "b", "2023-11-02 08:00"),
        ("3.xlsx", "a", "2023-11-03 08:00"),
    ]
    post.receive(*inbox)
    post.record(
        [("1.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4), ("2.xlsx", TOWN, "Z03", "2023-10", "returned")]
    )
    views = ["bi_submission", "bi_report_status", "bi_finding"]
    before = [post.view(name) for name in views]
    assert post.receive(*inbox).empty
    with post.engine.connect() as connection:
        assert ledger.pending(connection, post.site).empty
    assert [post.view(name) for name in views] == before


# ---------------------------------------------------------------- what became of a file


@pytest.mark.parametrize(
    ("reports", "status", "reason"),
    [
        (["accepted", "nil"], "accepted", None),
        (
            ["accepted_with_queries", "accepted"],
            "accepted",
            "X01 招生与在校生情况表有 1 处需要核实，请更正或说明",
        ),
        (
            ["partly_accepted", "accepted"],
            "partly_accepted",
            "X01 招生与在校生情况表有 1 行未通过（强制性错误 0 处），请改正后重新报送",
        ),
        (
            ["returned", "accepted"],
            "partly_accepted",
            "X01 招生与在校生情况表被退回（强制性错误 0 处），请改正后重新报送",
        ),
        (["returned", "returned"], "returned", None),
    ],
)
def test_a_submission_stands_as_its_reports_do(post, reports, status, reason):
    post.receive(("a.xlsx", "a", "2023-11-01 08:00"))
    queries = [("a.xlsx", "X01", "query", "X01-4")] if reports[0] == "accepted_with_queries" else []
    post.record(
        [
            ("a.xlsx", SCHOOL, form, "2023-10", each)
            for form, each in zip(("X01", "X06"), reports, strict=True)
        ],
        queries,
    )
    [found] = post.view("bi_submission", "status, reason, unit_code, period")
    assert (found[0], *found[2:]) == (status, SCHOOL, "2023-10")
    said, _, workbook = (found[1] or "").partition("；退回件：")
    assert workbook.startswith("returned/2023-10/") == bool(queries)
    assert said == (reason or "") or (status == "returned" and said.count("被退回") == 2)


def test_findings_must_belong_to_the_reports_and_reports_to_known_files(engine, site, post):
    post.receive(("a.xlsx", "a", "2023-11-01 08:00"))
    with engine.begin() as connection, pytest.raises(ValueError, match="no such submission"):
        reports = pd.DataFrame({"submission_id": ["x"], "report_id": ["x-1"], "period": ["2023-10"]})
        ledger.record_reports(connection, site, "b", reports, pd.DataFrame())


def test_how_a_units_period_stands(engine, site, post):
    def outcome():
        with engine.connect() as connection:
            return submission_outcome(connection, site, SCHOOL, "2023-10")

    assert "还没有收到" in outcome().reason
    post.receive(("坏.xlsx", "?", "2023-11-01 07:00"))
    reject(post, "坏.xlsx", SCHOOL, "2023-10")
    assert outcome().reason == "“坏.xlsx”无法处理：认不出填报单位，请在表上写明"
    post.receive(("1.xlsx", "a", "2023-11-01 08:00"))
    found = [("1.xlsx", "X01", "query", "X01-4"), ("1.xlsx", "X01", "hard", "X01-1")]
    post.record(
        [
            ("1.xlsx", SCHOOL, "X01", "2023-10", "returned"),
            ("1.xlsx", SCHOOL, "X07", "2023-10", "accepted", 1),
        ],
        found,
    )
    returned = outcome()
    assert "X01" in returned.reason
    assert "X07" not in returned.reason
    assert returned.findings["code"].tolist() == ["X01-1", "X01-4"]
    with engine.connect() as connection:
        assert reports_in_force.returned_in_batch(connection, post.site, "batch-1") == [("2023-10", SCHOOL)]
    post.receive(("2.xlsx", "b", "2023-11-02 08:00"))
    post.record([("2.xlsx", SCHOOL, "X01", "2023-10", "accepted", 4)])
    corrected = outcome()
    assert corrected.reason is None
    assert corrected.findings.empty
    assert dict(zip(corrected.reports["form"], corrected.reports["file_name"], strict=True)) == {
        "X01": "2.xlsx",
        "X07": "1.xlsx",
    }
    with engine.connect() as connection:
        assert reports_in_force.returned_in_batch(connection, post.site, "batch-1") == []


# ---------------------------------------------------------------- who owes what, and when


def test_who_is_missing_and_who_is_late(engine, site, post):
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 5))
    post.receive(
        ("按时.xlsx", "a", "2023-11-06 23:59"),  # 2023-10 is due on 2023-11-06, a Monday
        ("迟.xlsx", "b", "2023-12-06 00:00"),  # 2023-11 is due on 2023-12-05
        ("意外.xlsx", "c", "2023-02-01 08:00"),
        ("更正.xlsx", "d", "2023-12-20 08:00"),
    )
    post.record(
        [
            ("按时.xlsx", TOWN, "Z04", "2023-10", "accepted", 3),
            ("迟.xlsx", TOWN, "Z04", "2023-11", "nil"),
            ("意外.xlsx", TOWN, "Z04", "2023-01", "accepted", 1),
            ("更正.xlsx", TOWN, "Z04", "2023-10", "accepted", 4),
        ]
    )
    rows = post.view(
        "bi_report_status", "period, due_on, status, late, version, unit_name, form, unit_code", "1"
    )
    mine = {row[0]: (str(row[1]) if row[1] else None, *row[2:6]) for row in rows if row[6:] == ("Z04", TOWN)}
    assert mine == {
        "2023-01": (None, "accepted", 0, 1, "耿车镇"),
        "2023-10": (
            "2023-11-06",
            "accepted",
            0,
            2,
            "耿车镇",
        ),  # first accepted in time; the correction does not make it late
        "2023-11": ("2023-12-05", "nil", 1, 1, "耿车镇"),
        "2023-12": ("2024-01-05", "missing", 0, None, "耿车镇"),  # not overdue on the day itself
    }
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 6))
        december = reports_in_force.report_status(connection, site.id, "2023-12")
    assert december.query("unit_code == @TOWN and form == 'Z04'")[["status", "late"]].values.tolist() == [
        ["missing", 1]
    ]


def test_a_correction_never_makes_a_report_late(engine, site, post):
    """What counts is when it was first sent, even if that was returned: one sent too late stays late."""
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 10))
    post.receive(
        ("1.xlsx", "a", "2023-11-01 08:00"),
        ("2.xlsx", "b", "2023-11-09 08:00"),
        ("3.xlsx", "c", "2023-12-07 08:00"),
        ("4.xlsx", "d", "2023-12-08 08:00"),
    )
    post.record(
        [
            ("1.xlsx", TOWN, "Z04", "2023-10", "returned"),
            ("2.xlsx", TOWN, "Z04", "2023-10", "accepted", 3),
            ("3.xlsx", TOWN, "Z04", "2023-11", "returned"),
            ("4.xlsx", TOWN, "Z04", "2023-11", "accepted", 3),
        ]
    )
    for period, late in (("2023-10", False), ("2023-11", True)):
        with engine.connect() as connection:
            (found,) = reports_in_force.in_force_reports(
                connection, site.id, forms=["Z04"], periods=[period]
            )["late"]
        assert found is late
        rows = post.view("bi_report_status", "late, unit_code, form, period", "1")
        assert [row[0] for row in rows if row[1:] == (TOWN, "Z04", period)] == [int(late)]


def test_a_town_that_became_another_owes_no_more(engine, site):
    with engine.begin() as connection:
        obligations.register(connection, site, date(2024, 1, 10))
        owed = reports_in_force.report_status(connection, site.id).query("form == 'Z04'")
    assert owed.query("unit_code == '321302203'")["period"].tolist() == ["2023-10"]
    assert owed.query("unit_code == '321302112'")["period"].tolist() == ["2023-11", "2023-12"]


def test_registering_the_same_again_writes_nothing(engine, site):
    def register():
        written = []

        def note(connection, cursor, statement, *rest):
            written.append(statement.split()[0])

        event.listen(engine, "before_cursor_execute", note)
        with engine.begin() as connection:
            obligations.register(connection, site, date(2024, 1, 10))
        event.remove(engine, "before_cursor_execute", note)
        return set(written) & {"INSERT", "DELETE"}

    assert "DELETE" in register()
    assert register() == set()


def test_commands_that_start_at_once_register_one_after_the_other(url, site):
    """Each reads before it writes: without waiting first, SQLite would refuse the second as locked."""

    def register(start):
        own = open_database(url)
        for day in range(4):
            with own.begin() as connection:
                obligations.register(connection, site, date(2024, 1, 10 + (start + day) % 4))
        own.dispose()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(register, range(3))) == [None] * 3


# ---------------------------------------------------------------- many reports


def test_the_number_of_statements_does_not_grow_with_the_batch(engine, new_post):
    def statements(reports):
        post, executed = new_post(), []
        post.receive(*((f"{number}.xlsx", str(number), "2023-11-01 08:00") for number in range(reports)))

        def note(connection, cursor, statement, *rest):
            executed.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        names = [f"{number}.xlsx" for number in range(reports)]
        post.record(
            [(name, name, "R01", "2023-10", "accepted", 1) for name in names],
            [(name, "R01", "query", "R01-2") for name in names],
        )
        event.remove(engine, "before_cursor_execute", note)
        return len(executed)

    assert statements(300) <= statements(3) + 3


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_an_office_does_not_wait_for_another_that_shares_its_server(engine, new_post):
    """SQLite has one writer at a time."""
    former, post, other = new_post(), new_post(), new_post()
    for each in (former, post):
        each.receive(("a.xlsx", each.site, "2023-11-01 09:00"))
    reports, findings = [("a.xlsx", TOWN, "Z03", "2023-10", "returned")], [("a.xlsx", "Z03", "hard", "Z03-2")]
    former.record(reports, findings)
    with ThreadPoolExecutor(1) as runs, engine.connect() as connection:
        lock_for_writing(connection, other.site)
        refresh_statistics(connection, submission, report, finding)
        try:
            assert runs.submit(post.record, reports, findings).result(timeout=10) == ["2023-10"]
        finally:
            connection.rollback()


LISTED = text("SELECT period FROM bi_report_status WHERE site = :site")


def test_what_is_not_yet_due_is_not_missing(engine, site):
    """The view has no row for it until the day it is due; what the office still waits for is known beside it."""
    for day, is_listed in ((date(2023, 12, 4), False), (date(2023, 12, 5), True)):
        with engine.begin() as connection:
            obligations.register(connection, site, day)
        with engine.connect() as connection:
            listed = {row.period for row in connection.execute(LISTED, {"site": site.id})}
            waited_for = set(reports_in_force.expected_reports(connection, site.id)["period"])
        assert ("2023-11" in listed) is is_listed
        assert waited_for == {"2023-10", "2023-11"}

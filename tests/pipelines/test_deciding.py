"""The job ``decide``: a decision filled in on the launchpad, checked and recorded as by command."""

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from tests.support.offices import SmallOffice

EXTENDED = {
    "认定事项": "延期",
    "单位": "耿车镇",
    "报表": "Z03",
    "报告期": "2023-11",
    "值": "2023-12-20",
    "理由": "系统停机两天，经电话核实数据无误",
    "依据": "宿区教〔2023〕12号",
    "认定人": "职社科科长",
}


def launched(small: SmallOffice, **config: str) -> dg.ExecuteInProcessResult:
    job = build_definitions(small.office).resolve_job_def("decide")
    return job.execute_in_process(
        run_config={"ops": {"record_decision": {"config": config}}}, raise_on_error=False
    )


def told(result: dg.ExecuteInProcessResult) -> str:
    (output,) = (event.step_output_data for event in result.all_events if event.is_successful_output)
    return output.metadata["结果"].value


def test_a_decision_is_recorded_once(small_office):
    assert told(launched(small_office, **EXTENDED)) == "已记录第1号认定（延期），下次收件考核时按它重算"
    assert told(launched(small_office, **EXTENDED)) == "这件认定已经记录过，是第1号"
    (made,) = small_office.view("bi_decision").itertuples()
    assert (made.kind, made.value, made.made_by, made.basis) == (
        "extend",
        "2023-12-20",
        EXTENDED["认定人"],
        EXTENDED["依据"],
    )
    revoked = {"认定事项": "撤销", "值": "1", "理由": "停机没有那么久，按原期限办理", "认定人": "职社科科长"}
    assert told(launched(small_office, **revoked)).startswith("已记录第2号认定（撤销）")


def test_what_cannot_be_decided_is_told(small_office):
    result = launched(small_office, **EXTENDED | {"单位": "无此镇"})
    (failure,) = (event.step_failure_data for event in result.all_events if event.is_step_failure)
    assert failure.user_failure_data.description.startswith("没有记录：单位“无此镇”不在单位名录中")
    assert small_office.view("bi_decision").empty


@pytest.mark.parametrize("wrong", [{"认定事项": "放行"}, {"单位名": "耿车镇"}, {"值": 3}])
def test_the_config_is_typed(small_office, wrong):
    with pytest.raises(dg.DagsterInvalidConfigError):
        launched(small_office, **EXTENDED | wrong)


def test_who_and_why_must_be_filled_in(small_office):
    config = {name: text for name, text in EXTENDED.items() if name not in ("理由", "认定人")}
    with pytest.raises(dg.DagsterInvalidConfigError, match=r"理由|认定人"):
        launched(small_office, **config)

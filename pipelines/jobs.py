"""What runs together. All jobs run in one process: a process a step costs seconds, a step in process less than a tenth of one."""

from typing import Any

import dagster as dg

from pipelines.partitions import Partitions

Job = Any
"""What ``dg.define_asset_job`` gives; dagster exports no name for it."""


def nightly_job() -> Job:
    """Take in everything new in the inbox."""
    return dg.define_asset_job("nightly", selection=["inbox"], description="收件：存档、识别、审核收件箱里的全部新文件。")


def submission_job(partitions: Partitions) -> Job:
    """Handle one unit's submission for one period."""
    return dg.define_asset_job(
        "submission",
        selection=["submission"],
        partitions_def=partitions.submissions,
        description="报送：单独处理一个单位一个月份的报表。",
    )


def assess_job(partitions: Partitions) -> Job:
    """Compute a period from facts to scores."""
    return dg.define_asset_job(
        "assess",
        selection=dg.AssetSelection.groups("facts", "indicators", "scores"),
        partitions_def=partitions.periods,
        description="考核：按月汇总入库数据，计算指标、得分和亮灯。",
    )

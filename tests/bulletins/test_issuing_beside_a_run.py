"""A bulletin that is issued while a run assesses: its figures must be of one assessment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from assets.bulletins.drafting import current_figures, figures_digest
from assets.bulletins.issuing.issuing import issue
from assets.scores import assets as scores
from tests.support.workbooks import township_workbook
from warehouse.results.bulletins import issued_bulletins


def test_what_is_issued_while_a_run_assesses_is_of_one_assessment(small_office, monkeypatch):
    small_office.send(
        "耿车镇.xlsx",
        township_workbook("耿车镇", "2023-11", plaque=False, city_recognised=False, recognised_on=None),
    )
    small_office.run()
    small_office.send(
        "耿车镇更正.xlsx",
        township_workbook("耿车镇", "2023-11", plaque=True, city_recognised=False, recognised_on=None),
        "2023-12-04 09:00",
    )
    halfway, judge = threading.Event(), scores.judgement_of

    def judge_late(*arguments):
        halfway.set()
        time.sleep(2)
        return judge(*arguments)

    monkeypatch.setattr(scores, "judgement_of", judge_late)
    office, (scheme,) = small_office.office, small_office.office.schemes
    with ThreadPoolExecutor(1) as runs:
        run = runs.submit(small_office.run)
        assert halfway.wait(60), "the indicators are stored, the scores not yet"
        issue(office, scheme, "2023-11", "职社科科长", without_notice="上级要求提前印发")
        run.result()
    with office.engine.connect() as connection:
        (issued,) = issued_bulletins(connection, "small", scheme.id)
        assert issued.figures_sha256 == figures_digest(current_figures(connection, office, scheme, "2023-11"))

"""What a command says that could not finish."""

import re

from tests.services.faults.runs import Ended


def assert_one_sentence(ended: Ended, says: str) -> None:
    """It ended with exit code 1 and one Chinese sentence that says this, and nothing of a traceback."""
    assert ended.code == 1, ended
    told = ended.errors.strip().splitlines()
    assert re.fullmatch(r"没有完成：[^。]*[\u4e00-\u9fff][^。]*。", told[-1]), ended.errors
    assert says in told[-1], ended.errors
    assert "Traceback" not in ended.errors + ended.output

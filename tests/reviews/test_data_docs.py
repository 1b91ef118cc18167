"""The pages (Data Docs) of a period's review: Chinese throughout, with both values and the units."""

import re
from html import unescape

from assets.reviews.judging import build_data_docs
from tests.reviews.small_reviews import BUZI, GENGCHE, Book, institution, persons

PERIOD = "2023-11"


def pages(book: Book, form: str, folder) -> dict[str, str]:
    """The text of each page of a form's review by its address, tags left out."""
    results = [result for verdict in book.settlement().review(form, PERIOD) for result in verdict.results]
    first = build_data_docs(results, PERIOD, folder)
    return {
        path.relative_to(first.parent).as_posix(): _text(path.read_text(encoding="utf-8"))
        for path in first.parent.rglob("*.html")
    }


def _text(page: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def only(found: dict[str, str], rule: str, round_number: int = 1) -> str:
    (page,) = (
        text for name, text in found.items() if name.startswith(f"validations/{rule}/round-{round_number}/")
    )
    return page


def two_months() -> Book:
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(learners=100))
    book.add(GENGCHE, "Z03", PERIOD, institution(learners=130), institution("新学习点", learners=7))
    book.add(BUZI, "Z03", PERIOD, institution("埠子分校"))
    return book


def test_a_page_says_what_is_compared_both_values_the_difference_and_whose(tmp_path):
    page = only(pages(two_months(), "Z03", tmp_path), "Z03-4")
    assert "Z03-4 老年教育机构月报表（跨期）" in page
    assert "本期“经常性参与人数（累计）”与上期“经常性参与人数（累计）”相比，变化不应超过±20%。" in page
    assert "已核对 1，相符 0，强制性错误 0，核实性问题 1，未能核对 2。" in page
    assert "耿车镇 老年教育机构月报表 5 分校 100 130 +30 +30.0% 核实性问题" in page
    assert "耿车镇 老年教育机构月报表 6 新学习点 7" in page.split("未能核对的")[1]
    assert "埠子镇 老年教育机构月报表 5 埠子分校 100" in page.split("未能核对的")[1]


def test_the_first_page_lists_every_rule_with_its_counts(tmp_path):
    page = pages(two_months(), "Z03", tmp_path)["index.html"]
    assert "2023-11 表间与跨期审核" in page
    assert [code for code in ("Z03-3", "Z03-4", "Z03-5") if f"{code} 老年教育机构月报表" in page] == [
        "Z03-3",
        "Z03-4",
        "Z03-5",
    ]


def test_the_pages_are_chinese(tmp_path):
    for page in pages(two_months(), "Z03", tmp_path).values():
        assert not re.findall(r"[A-Za-z]{2,}", page.replace("Z03", "")), "no word of another language"


def test_each_round_of_a_returned_report_has_its_page(tmp_path):
    book = Book()
    book.add(GENGCHE, "Z03", "2023-10", institution(accounts=50))
    book.add(GENGCHE, "Z03", PERIOD, institution(accounts=60))
    book.add(GENGCHE, "Z03", PERIOD, institution(accounts=40))
    found = pages(book, "Z03", tmp_path)
    assert "50 40 -10 -20.0% 强制性错误" in only(found, "Z03-3")
    assert "第2次核对（有报表被退回，以其上一版核对）" in only(found, "Z03-3", 2)
    assert "没有发现不相符的。" in only(found, "Z03-3", 2)
    assert "第几次" in found["index.html"]


def test_of_persons_only_the_row_is_named(tmp_path):
    book = Book()
    book.add(BUZI, "Z02", PERIOD, *persons("secret"))
    book.add(GENGCHE, "Z02", PERIOD, *persons("a", "secret"))
    found = pages(book, "Z02", tmp_path)
    assert "耿车镇 学历技能双提升学员名册 6 埠子镇 耿车镇 强制性错误" in only(found, "Z02-4")
    assert not any("secret" in page for page in found.values())


def test_building_the_pages_again_gives_the_same(tmp_path):
    assert pages(two_months(), "Z03", tmp_path) == pages(two_months(), "Z03", tmp_path)


def test_a_page_shows_the_first_rows_and_counts_all(tmp_path, monkeypatch):
    monkeypatch.setattr("assets.reviews.expectations.suites.MOST_KEPT", 1)
    page = only(pages(two_months(), "Z03", tmp_path), "Z03-4")
    assert "未能核对 2。" in page
    assert "新学习点" in page and "埠子分校" not in page and "另有1条，此处从略。" in page

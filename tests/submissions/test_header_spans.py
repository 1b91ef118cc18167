"""Headers of several rows: the upper ones stand once over all their columns."""

from assets.submissions.blank.header_rows import HeaderSpan, header_spans


def test_headers_of_one_row_are_not_merged():
    spans = header_spans([("序号",), ("村",), ("其中：外出务工",)])
    assert 1 + max(span.bottom for span in spans) == 1
    assert [span.text for span in spans] == ["序号", "村", "其中：外出务工"]
    assert not any(span.is_merged for span in spans)


def test_columns_share_their_upper_header():
    spans = header_spans([("村",), ("适龄儿童", "小学段"), ("适龄儿童", "初中段"), ("备注",)])
    assert 1 + max(span.bottom for span in spans) == 2
    assert spans == [
        HeaderSpan("村", 0, 1, 0, 0),
        HeaderSpan("适龄儿童", 0, 0, 1, 2),
        HeaderSpan("小学段", 1, 1, 1, 1),
        HeaderSpan("初中段", 1, 1, 2, 2),
        HeaderSpan("备注", 0, 1, 3, 3),
    ]


def test_three_rows():
    spans = header_spans([("人数", "男", "初"), ("人数", "男", "高"), ("人数", "女"), ("人数",)])
    assert 1 + max(span.bottom for span in spans) == 3
    assert HeaderSpan("人数", 0, 0, 0, 2) in spans
    assert HeaderSpan("男", 1, 1, 0, 1) in spans
    assert HeaderSpan("女", 1, 2, 2, 2) in spans
    assert HeaderSpan("人数", 0, 2, 3, 3) in spans

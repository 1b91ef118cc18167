from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import DocumentError
from schemas.office.unit import KINDS, Unit
from schemas.office.units import UnitRegistry

HEADER = "code,name,kind,parent,group,short_names,valid_from,valid_to,successor\n"
REGISTER = """\
3213,宿迁市,city,,,,,,
321302,宿城区,district,3213,,,,,
321322,沭阳县,district,3213,,,,,
321302001,幸福街道,township,321302,街道,,,,
321302101,耿车镇,township,321302,镇,,,,
321302112,屠园镇,township,321302,镇,,2021-08-01,,
321302203,屠园乡,township,321302,镇,,,2021-07-31,321302112
321302204,旧河乡,township,321302,镇,,,2015-12-31,
321322101,耿车镇,township,321322,镇,,,,
321302JYJ,宿城区教育局,bureau,321302,,,,,
321322JYJ,沭阳县教育局,bureau,321322,,,,,
321302XX01,江苏省宿城中等专业学校,school,321302,,宿城中专、城中专,,,
321302XX02,宿迁信息中等专业学校,school,321302,,信息中专,,,
"""


@pytest.fixture
def load(tmp_path):
    def load_text(text):
        path = tmp_path / "units.csv"
        path.write_text(HEADER + text, encoding="utf-8")
        return UnitRegistry.load(path)

    return load_text


@pytest.fixture
def registry(load):
    return load(REGISTER)


def code(unit):
    return unit and unit.code


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("幸福街道", "321302001"),
        (" 幸 福　街道 ", "321302001"),
        ("幸福", "321302001"),
        ("幸福街道办事处", "321302001"),
        ("幸福街道人民政府", "321302001"),
        ("宿城区幸福街道办事处", "321302001"),
        ("江苏省宿迁市宿城区幸福街道", "321302001"),
        ("江苏宿城幸福", "321302001"),
        ("宿城区耿车", "321302101"),
        ("沭阳县耿车镇", "321322101"),
        ("321302101", "321302101"),
        ("３２１３０２１０１", "321302101"),
        ("耿车镇（321302101）", "321302101"),
        ("321302101 宿城区耿车镇", "321302101"),
        ("321302jyj", "321302JYJ"),
        ("宿城区", "321302"),
        ("宿城区人民政府", "321302"),
        ("宿城区教育局", "321302JYJ"),
        ("宿迁市宿城区教育局", "321302JYJ"),
        ("信息中专", "321302XX02"),
        ("宿城区信息中专", "321302XX02"),
        ("宿城中等专业学校", "321302XX01"),
        ("江苏省宿城中专", "321302XX01"),
    ],
)
def test_a_unit_is_found_by_what_people_write(registry, written, expected):
    assert code(registry.resolve(written)) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "耿车镇",  # there are two
        "教育局",
        "江苏省",
        "沭阳县幸福街道",  # it is not there
        "浙江省耿车镇",
        "321302001耿车镇321302101",  # two codes
        "321302001 宿城区耿车镇",  # code and name say different things
        "泗阳县教育局",
        "宿城区中等专业学校信息",
        "街道",
        "旧河乡",  # closed, nobody took over
    ],
)
def test_what_names_none_or_more_than_one_resolves_to_none(registry, written):
    assert registry.resolve(written) is None


def test_the_choice_is_narrowed_by_kind_and_place(registry):
    assert code(registry.resolve("耿车镇", under="321322")) == "321322101"
    assert code(registry.resolve("教育局", under="321302")) == "321302JYJ"
    assert code(registry.resolve("宿城区教育局", kinds=["bureau"])) == "321302JYJ"
    assert registry.resolve("宿城区教育局", kinds=["school", "township"]) is None
    assert registry.resolve("321302001", under="321322") is None


def test_closed_units_lead_to_their_successors_except_on_the_days_they_existed(registry):
    for written in ("屠园乡", "321302203", "宿城区屠园乡人民政府", "屠园"):
        assert code(registry.resolve(written)) == "321302112"
        assert code(registry.resolve(written, on=date(2021, 8, 1))) == "321302112"
        assert code(registry.resolve(written, on=date(2021, 7, 31))) == "321302203"
    assert code(registry.resolve("旧河乡", on=date(2015, 1, 1))) == "321302204"


def test_a_full_name_goes_before_a_short_one_and_that_before_a_guess(load):
    registry = load(
        "3213,宿迁市,city,,,,,,\n321302,宿城区,district,3213,,,,,\n"
        "1001,红旗镇,township,321302,,,,,\n1002,红旗小学,school,321302,,红旗,,,\n1003,红旗,school,321302,,,,,\n"
    )
    assert code(registry.resolve("红旗")) == "1003"
    assert code(registry.resolve("红旗", kinds=["township"])) == "1001"
    assert code(registry.resolve("红旗小学")) == "1002"


def test_the_tree(registry):
    assert [unit.code for unit in registry.subtree("321322")] == ["321322", "321322101", "321322JYJ"]
    assert registry.district_of("321302XX01").code == "321302"
    assert registry.district_of("321302").code == "321302"
    assert registry.district_of("3213") is None
    pairs = set(registry.closure().itertuples(index=False, name=None))
    assert {
        ("3213", "3213"),
        ("3213", "321302101"),
        ("321302", "321302101"),
        ("321302101", "321302101"),
    } <= pairs
    assert ("321322", "321302101") not in pairs
    assert ("321302101", "321302") not in pairs


def test_units_of_a_kind_are_those_that_exist(registry):
    assert [unit.code for unit in registry.of_kind("township", under="321302")] == [
        "321302001",
        "321302101",
        "321302112",
    ]
    in_2021 = [unit.code for unit in registry.of_kind("township", under="321302", on=date(2021, 1, 1))]
    assert in_2021 == ["321302001", "321302101", "321302203"]
    assert len(registry.of_kind("township")) == 4


def test_an_unknown_code_is_a_key_error(registry):
    with pytest.raises(KeyError):
        registry.get("321302999")
    assert "321302999" not in registry


@pytest.mark.parametrize(
    ("lines", "line", "sentence"),
    [
        ("1,甲,city,,,,,,\n1,乙,city,,,,,,\n", 3, "重复"),
        ("1,甲,city,,,,,,\n2,乙,district,9,,,,,\n", 3, "不在本表中"),
        ("1,甲,town,,,,,,\n", 2, "类别"),
        ("1,,city,,,,,,\n", 2, "名称"),
        ("1,甲,city,,,,,,,\n", 2, "列数"),
        ("1,甲,city,,,,2021/13/1,,\n", 2, "valid_from 应为日期"),
        ("1,甲,city,,,,2021-8/1,,\n", 2, "valid_from 应为日期"),
        ("3.4E+05,甲,city,,,,,,\n", 2, "科学计数法，请把这一列设为文本格式"),
        ("1,甲,镇街,,,,,,\n", 2, "类别（kind）不能是“镇街”，请写“township”"),
        ("1,甲,city,,,,2021-08-01,2020-08-01,\n", 2, "早于生效日期"),
        ("1,甲,city,,,,,,2\n2,乙,city,,,,,,\n", 2, "没有失效日期"),
        ("1,甲,city,,,,,2020-01-01,2\n2,乙,city,,,,,2021-01-01,1\n", 2, "绕回了自身"),
        ("1,甲,city,2,,,,,\n2,乙,city,1,,,,,\n", 2, "绕回了自身"),
        ("1,甲,city,,,,,,\n2,甲,city,,,,,,\n", 2, "无法区分"),
    ],
)
def test_a_faulty_register_is_refused_with_line_and_sentence(load, lines, line, sentence):
    with pytest.raises(DocumentError, match=sentence) as caught:
        load(lines)
    assert caught.value.line == line


def test_a_register_with_other_columns_or_none_at_all_is_refused(tmp_path):
    path = tmp_path / "units.csv"
    with pytest.raises(DocumentError, match="找不到"):
        UnitRegistry.load(path)
    path.write_text("code,name\n1,甲\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="表头应为"):
        UnitRegistry.load(path)


@given(st.text(alphabet="宿城区镇耿车江苏省0123456789JYJ（） 教育局街道", max_size=12))
def test_any_text_resolves_to_one_unit_or_none_and_white_space_does_not_matter(text):
    registry = UnitRegistry(
        [Unit("321302", "宿城区", "district"), Unit("321302101", "耿车镇", "township", "321302")]
    )
    found = registry.resolve(text)
    assert found is None or found in list(registry)
    assert registry.resolve("　".join(text)) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_register_as_excel_saves_it(tmp_path, encoding):
    """In the encoding of Chinese Excel, with its dates and with the commas of rows that were emptied."""
    path = tmp_path / "units.csv"
    path.write_bytes(
        (HEADER + "321399,样例县,district,,,,2021/8/1,2024/1/3,\n,,,,,,,,\n")
        .replace("\n", "\r\n")
        .encode(encoding)
    )
    (unit,) = UnitRegistry.load(path)
    assert (unit.name, unit.valid_from, unit.valid_to) == ("样例县", date(2021, 8, 1), date(2024, 1, 3))


def test_kinds_of_an_office(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(HEADER + "321399001,城关中心校,central_school,,,,,,\n", encoding="utf-8")
    registry = UnitRegistry.load(path, {**KINDS, "central_school": "中心校"})
    assert [unit.name for unit in registry.of_kind("central_school")] == ["城关中心校"]
    with pytest.raises(DocumentError, match=r"不能是“central_school”.*要写进 site\.yaml 的 kinds"):
        UnitRegistry.load(path)


WITH_MAIL = HEADER.replace("\n", ",mail\n")


def test_a_unit_may_have_addresses_of_mail(tmp_path):
    path = tmp_path / "units.csv"
    lines = "1,甲镇,township,,,,,,,Jia@example.gov.cn、jia2@example.gov.cn\n2,乙镇,township,,,,,,,\n"
    path.write_text(WITH_MAIL + lines, encoding="utf-8")
    assert [unit.mail for unit in UnitRegistry.load(path)] == [
        ("jia@example.gov.cn", "jia2@example.gov.cn"),
        (),
    ]


@pytest.mark.parametrize(
    ("lines", "line", "sentence"),
    [
        ("1,甲镇,township,,,,,,,甲镇的邮箱\n", 2, "不是邮箱地址"),
        (
            "1,甲镇,township,,,,,,,a@b.cn\n2,乙镇,township,,,,,,,A@b.cn\n",
            3,
            "一个邮箱只能属于一个单位",
        ),
    ],
)
def test_an_address_of_mail_belongs_to_one_unit(tmp_path, lines, line, sentence):
    path = tmp_path / "units.csv"
    path.write_text(WITH_MAIL + lines, encoding="utf-8")
    with pytest.raises(DocumentError, match=sentence) as caught:
        UnitRegistry.load(path)
    assert caught.value.line == line

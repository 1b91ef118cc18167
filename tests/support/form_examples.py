"""For every form what it is, a valid row, what tells a second one from it, and for every rule a change that breaks
that rule and no other.

Whoever adds a form adds it here, and to no other test file.
"""

from datetime import date

import pandas as pd

from schemas.form import MONTHLY, Form

CONTEXT = {
    "report_id": "report",
    "unit_code": "32130201",
    "subject_code": "321302101",
    "period": "2023-12",
    "period_end": date(2023, 12, 31),
    "sheet": "Sheet1",
    "row": 5,
    "indicator_known": True,
}

WOMAN_OF_30 = "321399199305061221"
CREDIT_CODE = "91350100M000100Y43"

VALID = {
    "X01": {
        "major_code": "710201",
        "major_name": "计算机应用",
        "major_category": "电子与信息",
        "years": 3,
        "admitted": 100,
        "admitted_local": 80,
        "students": 300,
        "graduates": 90,
        "hours_total": 3000,
        "hours_practice": 1600,
    },
    "X02": {
        "name": "张三",
        "resident_id": WOMAN_OF_30,
        "major_name": "计算机应用",
        "graduated_on": "2023-06",
        "destination": "直接就业",
        "employer": "某公司",
        "employer_code": CREDIT_CODE,
        "work_division": "321302",
        "matches_major": True,
        "monthly_pay": 4500.0,
    },
    "X03": {
        "name": "张三",
        "resident_id": WOMAN_OF_30,
        "teacher_type": "专业课",
        "major_name": "计算机应用",
        "dual_level": "中级",
        "recognised_by": "市级",
        "recognised_on": date(2022, 6, 1),
        "enterprise_months": 2.0,
    },
    "X04": {
        "contest": "省职业院校技能大赛",
        "tier": "省级",
        "track": "学生技能",
        "item": "网络搭建",
        "award": "二等奖",
        "winners": "张三、李四",
        "headcount": 2,
        "awarded_on": date(2023, 12, 31),
    },
    "X05": {
        "session_no": "2023-12-01",
        "title": "电工培训",
        "category": "职工培训",
        "started_on": date(2023, 12, 1),
        "ended_on": date(2023, 12, 1),
        "trainees": 200,
        "hours": 8,
        "attendances": 200,
        "income": 1.5,
        "township": "耿车镇",
    },
    "X06": {
        "kind": "1+X证书",
        "certificate": "网络系统建设与运维",
        "level": "中级",
        "assessed_on": date(2023, 11, 5),
        "examined": 60,
        "certified": 60,
    },
    "X07": {
        "land_area": 60000.0,
        "building_area": 40000.0,
        "students": 3000,
        "teachers": 180,
        "major_teachers": 100,
        "dual_teachers": 60,
        "senior_teachers": 50,
        "part_time_teachers": 20,
        "equipment_value": 1200.5,
        "books": 90000,
        "computers": 500,
    },
    "X08": {
        "enterprise": "某公司",
        "enterprise_code": CREDIT_CODE,
        "cooperation": "订单班",
        "major_name": "计算机应用",
        "signed_on": date(2023, 3, 1),
        "students": 40,
        "integrated_tier": "市级",
        "recognised_on": date(2022, 9, 1),
    },
    "Z01": {
        "village": "红卫村",
        "census_count": 100,
        "surveyed_count": 110,
        "disabled_count": 10,
        "away_count": 60,
        "planned_count": 20,
    },
    "Z02": {
        "name": "张三",
        "resident_id": WOMAN_OF_30,
        "sex": "女",
        "village": "红卫村",
        "education": "初中",
        "phone": "13912345678",
        "major_name": "家政服务",
        "teaching_point": "镇成人学校",
        "class_name": "一班",
        "enrolled_on": date(2023, 9, 1),
        "registration": "已录入",
        "missing_documents": "身份证、标准像",
        "online": True,
        "completion": "在读",
    },
    "Z03": {
        "institution": "耿车镇老年大学",
        "kind": "镇街老年大学分校",
        "plaque": True,
        "city_recognised": True,
        "recognised_on": date(2022, 12, 1),
        "activities": 2,
        "attendances": 60,
        "regular_learners": 300,
        "credit_accounts": 150,
    },
    "Z04": {
        "held_on": date(2023, 12, 1),
        "title": "健康讲座",
        "category": "健康养生",
        "attendances": 40,
        "elderly_attendances": 40,
        "place": "文化站",
    },
    "J01": {
        "school": "第一初级中学",
        "graduates": 100,
        "to_general": 50,
        "to_vocational": 40,
        "to_technical": 8,
        "not_continued": 2,
    },
    "J02": {"township": "耿车镇", "self_study": 300, "adult_exam": 200},
    "J03": {"scheme": "township-2023", "indicator": "A3-1", "unit": "耿车镇", "target": 28.0},
    "J05": {"township": "耿车镇", "residents": 50000, "elderly": 9000, "working_age": 30000},
    "R01": {
        "category": "双师型基地",
        "title": "双师型教师培训基地",
        "tier": "省级",
        "state": "已完成",
        "quantity": 1,
        "due_on": date(2023, 11, 30),
        "done_on": date(2023, 11, 1),
        "evidence": "苏教〔2023〕1号",
    },
    "P01": {
        "title": "电工培训",
        "tier": "市级",
        "category": "职工培训",
        "base": "实训基地",
        "started_on": date(2023, 12, 1),
        "ended_on": date(2023, 12, 5),
        "trainees": 50,
        "attendances": 250,
        "income": 3.2,
    },
    "P02": {
        "base": "实训基地",
        "kind": "职工培训基地",
        "tier": "市级",
        "built_on": date(2020, 1, 1),
        "activities": 3,
    },
    "P03": {
        "occupation": "电工",
        "level": "高级工",
        "assessed_on": date(2023, 11, 5),
        "examined": 30,
        "certified": 28,
    },
    "P04": {"students": 2400, "occupations": 5},
    "S01": {
        "member": "某公司",
        "kind": "团体",
        "credit_code": CREDIT_CODE,
        "joined_on": date(2023, 5, 1),
        "active": True,
    },
    "S02": {
        "held_on": date(2023, 12, 5),
        "kind": "培训班",
        "title": "电商培训",
        "tier": "县级",
        "townships": "耿车镇",
        "attendances": 60,
        "sales": 50.0,
    },
    "C01": {
        "incubator": "创业园",
        "for_vocational": True,
        "tenants": 80,
        "jobs": 500,
        "loans": 600.0,
        "loans_vocational": 210.0,
    },
    "C02": {"member": "某公司", "kind": "企业", "credit_code": CREDIT_CODE, "joined_on": date(2023, 5, 1)},
    "C03": {
        "school": "宿城中专",
        "major_code": "710201",
        "major_name": "计算机应用",
        "change": "新增",
        "industry": "数字经济",
    },
}

SECOND_ROW = {
    "X01": {"major_code": "710202"},
    "X02": {"resident_id": "321399199305061264"},
    "X03": {"resident_id": "321399199305061264"},
    "X04": {"winners": "王五"},
    "X05": {"session_no": "2023-12-02"},
    "X06": {"level": "高级"},
    "X08": {"cooperation": "产业学院"},
    "Z01": {"village": "新华社区"},
    "Z02": {"resident_id": "321399199305061264"},
    "Z03": {"institution": "红卫村学习点"},
    "Z04": {"title": "防诈骗讲座"},
    "J01": {"school": "第二初级中学"},
    "J02": {"township": "屠园镇"},
    "J03": {"indicator": "A3-2"},
    "J05": {"township": "屠园镇"},
    "R01": {"title": "电子商务实训基地"},
    "P01": {"title": "焊工培训"},
    "P02": {"base": "康养基地"},
    "P03": {"level": "技师"},
    "S01": {"member": "某学校"},
    "S02": {"title": "育婴培训"},
    "C01": {"incubator": "大学生创业园"},
    "C02": {"member": "某学院"},
    "C03": {"major_code": "710202"},
}
"""What tells a second valid row of a form from the first; the vertical forms have one record only."""

FAULTS = [
    ("X01", "local_within_admitted", {"admitted_local": 101}, "X01-1", ("admitted_local", "admitted")),
    ("X01", "admitted_within_students", {"students": 99}, "X01-2", ("admitted", "students")),
    ("X01", "practice_within_total", {"hours_practice": 3001}, "X01-3", ("hours_practice", "hours_total")),
    ("X01", "enough_practice", {"hours_practice": 1499}, "X01-4", ("hours_practice", "hours_total")),
    (
        "X02",
        "path_of_further_study_given",
        {"destination": "升学", "employer": None, "work_division": None},
        "X02-1",
        ("study_path", "destination"),
    ),
    (
        "X02",
        "path_only_with_further_study",
        {"study_path": "对口高考本科"},
        "X02-1",
        ("study_path", "destination"),
    ),
    ("X02", "place_of_work_given", {"employer": None}, "X02-2", ("employer", "work_division", "destination")),
    (
        "X02",
        "place_of_work_given",
        {"work_division": None},
        "X02-2",
        ("employer", "work_division", "destination"),
    ),
    ("X02", "plausible_pay", {"monthly_pay": 999.0}, "X02-3", ("monthly_pay",)),
    ("X02", "plausible_pay", {"monthly_pay": 30001.0}, "X02-3", ("monthly_pay",)),
    (
        "X03",
        "recognition_given",
        {"recognised_by": None},
        "X03-1",
        ("recognised_by", "recognised_on", "dual_level"),
    ),
    (
        "X03",
        "recognition_given",
        {"recognised_on": None},
        "X03-1",
        ("recognised_by", "recognised_on", "dual_level"),
    ),
    (
        "X03",
        "enough_practice_in_enterprises",
        {"enterprise_months": 1.5},
        "X03-2",
        ("enterprise_months", "teacher_type"),
    ),
    (
        "X03",
        "enough_practice_in_enterprises",
        {"enterprise_months": None},
        "X03-2",
        ("enterprise_months", "teacher_type"),
    ),
    ("X04", "not_after_period", {"awarded_on": date(2024, 1, 1)}, "X04-1", ("awarded_on",)),
    ("X05", "ends_after_start", {"ended_on": date(2023, 11, 30)}, "X05-1", ("ended_on", "started_on")),
    ("X05", "attendances_cover_trainees", {"attendances": 199}, "X05-2", ("attendances", "trainees")),
    ("X05", "plausible_size", {"trainees": 201, "attendances": 201}, "X05-3", ("trainees",)),
    ("X06", "certified_within_examined", {"certified": 61}, "X06-1", ("certified", "examined")),
    (
        "X07",
        "major_teachers_within_teachers",
        {"major_teachers": 181},
        "X07-1",
        ("major_teachers", "teachers"),
    ),
    ("X07", "dual_teachers_within_teachers", {"dual_teachers": 181}, "X07-1", ("dual_teachers", "teachers")),
    (
        "X07",
        "senior_teachers_within_teachers",
        {"senior_teachers": 181},
        "X07-1",
        ("senior_teachers", "teachers"),
    ),
    ("X08", "recognition_dated", {"recognised_on": None}, "X08-1", ("recognised_on", "integrated_tier")),
    (
        "Z01",
        "disabled_within_surveyed",
        {"disabled_count": 111},
        "Z01-1",
        ("disabled_count", "surveyed_count"),
    ),
    ("Z01", "away_within_surveyed", {"away_count": 111}, "Z01-1", ("away_count", "surveyed_count")),
    ("Z01", "planned_within_surveyed", {"planned_count": 111}, "Z01-1", ("planned_count", "surveyed_count")),
    ("Z01", "survey_close_to_census", {"surveyed_count": 111}, "Z01-2", ("surveyed_count", "census_count")),
    ("Z01", "survey_close_to_census", {"surveyed_count": 89}, "Z01-2", ("surveyed_count", "census_count")),
    ("Z02", "sex_agrees_with_id", {"sex": "男"}, "Z02-1", ("sex", "resident_id")),
    ("Z02", "of_working_age", {"enrolled_on": date(2008, 5, 5)}, "Z02-2", ("resident_id", "enrolled_on")),
    ("Z02", "of_working_age", {"enrolled_on": date(2053, 5, 6)}, "Z02-2", ("resident_id", "enrolled_on")),
    (
        "Z02",
        "registered_without_gaps",
        {"registration": "已注册"},
        "Z02-3",
        ("registration", "missing_documents"),
    ),
    ("Z03", "recognised_has_plaque", {"plaque": False}, "Z03-1", ("plaque", "city_recognised")),
    ("Z03", "recognition_dated", {"recognised_on": None}, "Z03-1", ("recognised_on", "city_recognised")),
    ("Z03", "nobody_without_activities", {"activities": 0}, "Z03-2", ("attendances", "activities")),
    (
        "Z04",
        "elderly_within_attendances",
        {"elderly_attendances": 41},
        "Z04-1",
        ("elderly_attendances", "attendances"),
    ),
    ("Z04", "held_in_period", {"held_on": date(2023, 11, 30)}, "Z04-2", ("held_on",)),
    ("Z04", "held_in_period", {"held_on": date(2022, 12, 1)}, "Z04-2", ("held_on",)),
    (
        "J01",
        "parts_make_the_whole",
        {"graduates": 101},
        "J01-1",
        ("graduates", "to_general", "to_vocational", "to_technical", "not_continued"),
    ),
    ("J02", "township_of_the_district", {"subject_code": None}, "J02-1", ("township",)),
    ("J03", "indicator_exists", {"indicator_known": False}, "J03-1", ("scheme", "indicator")),
    ("J03", "unit_exists", {"subject_code": None}, "J03-1", ("unit",)),
    ("J05", "parts_within_residents", {"residents": 38999}, "J05-1", ("elderly", "working_age", "residents")),
    ("J05", "township_of_the_district", {"subject_code": None}, "unknown-unit-name", ("township",)),
    ("R01", "completion_dated", {"done_on": None}, "R01-1", ("done_on", "state")),
    ("R01", "completion_evidenced", {"evidence": None}, "R01-2", ("evidence", "state")),
    ("R01", "not_overdue", {"state": "推进中"}, "R01-3", ("due_on", "state")),
    ("R01", "not_overdue", {"state": "未启动", "due_on": date(2023, 12, 31)}, "R01-3", ("due_on", "state")),
    ("P01", "ends_after_start", {"ended_on": date(2023, 11, 30)}, "P01-1", ("ended_on", "started_on")),
    ("P01", "attendances_cover_trainees", {"attendances": 49}, "P01-2", ("attendances", "trainees")),
    ("P03", "certified_within_examined", {"certified": 31}, "P03-1", ("certified", "examined")),
    ("S01", "organisation_has_credit_code", {"credit_code": None}, "S01-1", ("credit_code", "kind")),
    ("S02", "training_has_attendances", {"attendances": None}, "S02-1", ("attendances", "kind")),
    ("C01", "vocational_within_loans", {"loans_vocational": 600.5}, "C01-1", ("loans_vocational", "loans")),
]
"""(form, name of the rule, change to the valid row, code, columns that the finding colours)"""

STILL_VALID = [
    ("X01", {"admitted_local": None, "hours_practice": None, "hours_total": None}),
    ("X01", {"hours_practice": 1500}),
    (
        "X02",
        {
            "destination": "升学",
            "study_path": "其他",
            "employer": None,
            "work_division": None,
            "monthly_pay": None,
        },
    ),
    ("X02", {"destination": "未就业", "employer": None, "work_division": None}),
    ("X03", {"dual_level": "未认定", "recognised_by": None, "recognised_on": None}),
    ("X03", {"teacher_type": "公共基础课", "enterprise_months": None}),
    ("X05", {"ended_on": None, "attendances": None}),
    ("X07", {"senior_teachers": None}),
    ("X08", {"integrated_tier": "否", "recognised_on": None}),
    ("Z01", {"away_count": None}),
    ("Z02", {"enrolled_on": date(2008, 5, 6)}),
    ("Z02", {"enrolled_on": date(2053, 5, 5)}),
    ("Z02", {"registration": "已注册", "missing_documents": None}),
    ("Z02", {"registration": "已注册", "missing_documents": ""}),
    ("Z03", {"plaque": False, "city_recognised": False, "recognised_on": None}),
    ("Z03", {"activities": 0, "attendances": 0}),
    ("Z04", {"elderly_attendances": None}),
    ("R01", {"state": "推进中", "due_on": None, "done_on": None, "evidence": None}),
    ("R01", {"state": "推进中", "due_on": date(2024, 1, 1), "done_on": None}),
    ("S01", {"kind": "个人", "credit_code": None}),
    ("S02", {"kind": "调研", "attendances": None}),
    ("C01", {"loans": None}),
]
"""(form, change to the valid row) that no rule may object to: limits that are just met, cells that may be
empty.
"""

CATALOGUE = [
    ("X01", "enrolment", "招生与在校生情况表", "school", (10,), "major_code", "return_report", False),
    ("X02", "graduate_destination", "毕业生去向名册", "school", (12,), "resident_id", "quarantine", False),
    ("X03", "teachers", "专任与双师型教师名册", "school", (12,), "resident_id", "quarantine", False),
    (
        "X04",
        "contest_awards",
        "技能大赛获奖表",
        "school",
        MONTHLY,
        "contest item winners award",
        "quarantine",
        True,
    ),
    ("X05", "training_sessions", "社会培训班次表", "school", MONTHLY, "session_no", "quarantine", True),
    (
        "X06",
        "certificates",
        "证书考核情况表",
        "school",
        (3, 6, 9, 12),
        "certificate level assessed_on",
        "return_report",
        True,
    ),
    ("X07", "school_conditions", "办学条件情况表", "school", (10,), "", "return_report", False),
    (
        "X08",
        "enterprise_cooperation",
        "校企合作项目表",
        "school",
        (3, 6, 9, 12),
        "enterprise_code cooperation",
        "quarantine",
        True,
    ),
    (
        "Z01",
        "population_survey",
        "15—59周岁未上学人口摸底表",
        "township",
        (3, 6, 9, 12),
        "village",
        "return_report",
        False,
    ),
    (
        "Z02",
        "dual_upgrade_roster",
        "学历技能双提升学员名册",
        "township",
        MONTHLY,
        "resident_id",
        "quarantine",
        True,
    ),
    (
        "Z03",
        "elderly_education",
        "老年教育机构月报表",
        "township",
        MONTHLY,
        "institution",
        "return_report",
        False,
    ),
    (
        "Z04",
        "community_activities",
        "社区教育活动台账",
        "township",
        MONTHLY,
        "held_on title place",
        "quarantine",
        True,
    ),
    ("J01", "junior_graduates", "初中毕业生升学情况表", "bureau", (10,), "school", "return_report", False),
    ("J02", "adult_exams", "自考成考报名情况表", "bureau", (12,), "township", "return_report", False),
    ("J03", "targets", "目标任务下达表", "bureau", (1,), "scheme indicator unit", "return_report", False),
    ("J05", "population", "镇街人口基数表", "bureau", (1,), "township", "return_report", False),
    (
        "R01",
        "task_ledger",
        "重点任务与成果台账",
        "bureau school college_department society",
        (3, 6, 9, 12),
        "category title",
        "quarantine",
        True,
    ),
    (
        "P01",
        "college_training",
        "社会培训项目台账",
        "college_department",
        MONTHLY,
        "title started_on",
        "quarantine",
        True,
    ),
    (
        "P02",
        "training_bases",
        "培训基地台账",
        "college_department",
        (3, 6, 9, 12),
        "base",
        "quarantine",
        True,
    ),
    (
        "P03",
        "skill_assessments",
        "职业技能等级认定表",
        "college_department",
        (3, 6, 9, 12),
        "occupation level assessed_on",
        "return_report",
        True,
    ),
    ("P04", "college_students", "二级学院在校生数", "college_department", (10,), "", "return_report", False),
    ("S01", "society_members", "社员名册", "society", (6, 12), "member", "quarantine", False),
    ("S02", "society_activities", "职教社活动台账", "society", MONTHLY, "held_on title", "quarantine", True),
    ("C01", "incubators", "创业孵化基地情况表", "city_office", (6, 12), "incubator", "return_report", False),
    (
        "C02",
        "platform_members",
        "产教融合服务平台入驻名录",
        "city_office",
        (6, 12),
        "member",
        "quarantine",
        False,
    ),
    (
        "C03",
        "major_changes",
        "专业设置调整表",
        "city_office",
        (9,),
        "school major_code",
        "return_report",
        True,
    ),
]
"""(code, slug, title, submitters, due months, key, on_error, whether 零报告 is allowed)"""

# What the facts and the offices' own evaluations rely on: names and types; ! is a required column.
COLUMNS = {
    "X01": """
        major_code:major_code! major_name:text! major_category:text years:int! admitted:int! admitted_local:int
        students:int! graduates:int! hours_total:int hours_practice:int
    """,
    "X02": """
        name:text! resident_id:resident_id! major_name:text! graduated_on:month! destination:enum! study_path:enum
        employer:text employer_code:credit_code work_division:division_code matches_major:yesno monthly_pay:amount
    """,
    "X03": """
        name:text! resident_id:resident_id! teacher_type:enum! major_name:text dual_level:enum! recognised_by:enum
        recognised_on:date enterprise_months:amount
    """,
    "X04": """
        contest:text! tier:enum! track:enum! item:text! award:enum! winners:text! headcount:int! awarded_on:date!
    """,
    "X05": """
        session_no:text! title:text! category:enum! started_on:date! ended_on:date trainees:int! hours:int attendances:int
        income:amount township:text
    """,
    "X06": """
        kind:enum! certificate:text! level:enum! assessed_on:date! examined:int! certified:int!
    """,
    "X07": """
        land_area:amount! building_area:amount! students:int! teachers:int! major_teachers:int! dual_teachers:int!
        senior_teachers:int part_time_teachers:int equipment_value:amount! books:int! computers:int!
    """,
    "X08": """
        enterprise:text! enterprise_code:credit_code! cooperation:enum! major_name:text signed_on:date! students:int
        integrated_tier:enum! recognised_on:date
    """,
    "Z01": """
        village:text! census_count:int! surveyed_count:int! disabled_count:int! away_count:int planned_count:int!
    """,
    "Z02": """
        name:text! resident_id:resident_id! sex:enum! village:text! education:enum! phone:phone major_name:text!
        teaching_point:text class_name:text enrolled_on:date! registration:enum! missing_documents:set online:yesno!
        completion:enum!
    """,
    "Z03": """
        institution:text! kind:enum! plaque:yesno! city_recognised:yesno! recognised_on:date activities:int!
        attendances:int! regular_learners:int! credit_accounts:int!
    """,
    "Z04": """
        held_on:date! title:text! category:enum! attendances:int! elderly_attendances:int place:text!
    """,
    "J01": """
        school:text! graduates:int! to_general:int! to_vocational:int! to_technical:int! not_continued:int!
    """,
    "J02": """
        township:text! self_study:int! adult_exam:int!
    """,
    "J03": """
        scheme:text! indicator:text! unit:text! target:amount!
    """,
    "J05": """
        township:text! residents:int! elderly:int! working_age:int!
    """,
    "R01": """
        category:enum! title:text! tier:enum! state:enum! quantity:int! due_on:date done_on:date evidence:text
    """,
    "P01": """
        title:text! tier:enum! category:enum! base:text started_on:date! ended_on:date trainees:int! attendances:int!
        income:amount
    """,
    "P02": """
        base:text! kind:enum! tier:enum! built_on:date! activities:int!
    """,
    "P03": """
        occupation:text! level:enum! assessed_on:date! examined:int! certified:int!
    """,
    "P04": """
        students:int! occupations:int
    """,
    "S01": """
        member:text! kind:enum! credit_code:credit_code joined_on:date! active:yesno!
    """,
    "S02": """
        held_on:date! kind:enum! title:text! tier:enum townships:text attendances:int sales:amount
    """,
    "C01": """
        incubator:text! for_vocational:yesno! tenants:int! jobs:int! loans:amount loans_vocational:amount
    """,
    "C02": """
        member:text! kind:enum! credit_code:credit_code joined_on:date!
    """,
    "C03": """
        school:text! major_code:major_code! major_name:text! change:enum! industry:text
    """,
}

# ! is a hard check, ? a query.
CHECKS = {
    "X01": "X01-1! X01-2! X01-3! X01-4? X01-5?",
    "X02": "X02-1! X02-2! X02-3? X02-4!",
    "X03": "X03-1! X03-2?",
    "X04": "X04-1!",
    "X05": "X05-1! X05-2! X05-3?",
    "X06": "X06-1!",
    "X07": "X07-1! X07-2!",
    "X08": "X08-1!",
    "Z01": "Z01-1! Z01-2?",
    "Z02": "Z02-1! Z02-2! Z02-3! Z02-4! Z02-5? Z02-6? Z02-7?",
    "Z03": "Z03-1! Z03-2! Z03-3! Z03-4? Z03-5!",
    "Z04": "Z04-1! Z04-2!",
    "J01": "J01-1!",
    "J02": "J02-1!",
    "J03": "J03-1!",
    "J05": "J05-1! unknown-unit-name!",
    "R01": "R01-1! R01-2? R01-3?",
    "P01": "P01-1! P01-2!",
    "P02": "",
    "P03": "P03-1!",
    "P04": "",
    "S01": "S01-1?",
    "S02": "S02-1!",
    "C01": "C01-1!",
    "C02": "",
    "C03": "",
}


def frame_of(form: Form, *rows: dict) -> pd.DataFrame:
    """A frame as the review makes it: the form's columns in their types, the context beside them."""
    frame = pd.DataFrame({name: [row.get(name, value) for row in rows] for name, value in CONTEXT.items()})
    frame["period_end"] = pd.to_datetime(frame["period_end"]).astype("datetime64[s]")
    frame["indicator_known"] = frame["indicator_known"].astype("boolean")
    for name in ("report_id", "unit_code", "subject_code", "period", "sheet"):
        frame[name] = frame[name].astype("string")
    for column in form.columns:
        cells = [row.get(column.name) for row in rows]
        if column.type.name == "date":
            frame[column.name] = pd.to_datetime(pd.Series(cells, dtype=object)).astype("datetime64[s]")
        else:
            frame[column.name] = pd.array(
                [pd.NA if cell is None else cell for cell in cells], dtype=column.type.physical
            )
    return frame

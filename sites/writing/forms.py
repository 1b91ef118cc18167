"""The forms as the offices print them: title, unit of measure, headers with their groups, column widths.

Written down here once more, apart from the product's own forms, so that the sample also shows when the two
disagree. A line is: name | header | kind of value | width | header cells from the top in a header of two rows
| in one of three rows.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedColumn:
    """A column. Where it has no path for a header of so many rows, its header cell is merged over all of
    them.
    """

    name: str
    header: str
    kind: str
    width: float
    two: tuple[str, ...] = ()
    three: tuple[str, ...] = ()

    def path(self, depth: int) -> tuple[str, ...]:
        """The header cells from the top, as many as differ; the last one is merged down."""
        chosen = {2: self.two, 3: self.three or self.two}.get(depth, ())
        return chosen or (self.header,)


@dataclass(frozen=True)
class PrintedForm:
    """A form as printed. ``totals`` are the columns that a 合计 row adds up."""

    code: str
    title: str
    measure: str
    columns: tuple[PrintedColumn, ...]
    totals: tuple[str, ...] = ()
    roster: bool = False
    vertical: bool = False


def _columns(lines: str) -> tuple[PrintedColumn, ...]:
    return tuple(_column(*(cell.strip() for cell in line.split("|"))) for line in lines.strip().splitlines())


def _column(name: str, header: str, kind: str, width: str, two: str = "", three: str = "") -> PrintedColumn:
    return PrintedColumn(
        name, header, kind, float(width), *(tuple(path.split(" > ")) if path else () for path in (two, three))
    )


ALL = (
    PrintedForm(
        "X01",
        "招生与在校生情况表",
        "人",
        _columns("""
            major_code | 专业代码 | code | 11
            major_name | 专业名称 | text | 20
            major_category | 专业大类 | text | 18
            years | 学制（年） | count | 8
            admitted | 招生数 | count | 10 | 招生情况 > 招生数
            admitted_local | 其中：本地生源 | count | 12 | 招生情况 > 其中：本地生源 | 招生情况 > 其中： > 本地生源
            students | 在校生数 | count | 11
            graduates | 毕业生数 | count | 11
            hours_total | 总学时 | count | 10 | 教学安排 > 总学时
            hours_practice | 实践性教学学时 | count | 12 | 教学安排 > 实践性教学学时
        """),
        totals=("admitted", "admitted_local", "students", "graduates"),
    ),
    PrintedForm(
        "X02",
        "毕业生去向名册",
        "人",
        _columns("""
            name | 姓名 | text | 9
            resident_id | 身份证号 | id | 21
            major_name | 专业名称 | text | 18
            graduated_on | 毕业年月 | month | 11
            destination | 去向 | text | 10
            study_path | 升学类型 | text | 13
            employer | 就业单位 | text | 27 | 就业情况 > 就业单位
            employer_code | 统一社会信用代码 | code | 21 | 就业情况 > 统一社会信用代码
            work_division | 就业地区划代码 | code | 13 | 就业情况 > 就业地区划代码
            matches_major | 专业对口 | text | 9 | 就业情况 > 专业对口
            monthly_pay | 月起薪（元） | count | 10 | 就业情况 > 月起薪（元）
        """),
        roster=True,
    ),
    PrintedForm(
        "X03",
        "专任与双师型教师名册",
        "人",
        _columns("""
            name | 姓名 | text | 9
            resident_id | 身份证号 | id | 21
            teacher_type | 教师类别 | text | 11
            major_name | 任教专业 | text | 18
            dual_level | 双师型等级 | text | 10 | 双师型认定 > 双师型等级
            recognised_by | 认定层级 | text | 10 | 双师型认定 > 认定层级
            recognised_on | 认定日期 | date | 13 | 双师型认定 > 认定日期
            enterprise_months | 本年企业实践（月） | amount | 11
        """),
        roster=True,
    ),
    PrintedForm(
        "X04",
        "技能大赛获奖表",
        "项",
        _columns("""
            contest | 赛事名称 | text | 34
            tier | 赛事层级 | text | 10
            track | 赛事类别 | text | 10
            item | 赛项 | text | 24
            award | 奖项 | text | 9
            winners | 获奖者（团队） | text | 24
            headcount | 获奖人数 | count | 9
            awarded_on | 获奖日期 | date | 13
        """),
    ),
    PrintedForm(
        "X05",
        "社会培训班次表",
        "见表头",
        _columns("""
            session_no | 班次编号 | code | 13
            title | 培训名称 | text | 32
            category | 培训类别 | text | 17
            started_on | 开始日期 | date | 13 | 培训时间 > 开始日期
            ended_on | 结束日期 | date | 13 | 培训时间 > 结束日期
            trainees | 培训人数（人） | count | 10
            hours | 学时 | count | 8
            attendances | 培训人次（人次） | count | 11
            income | 到账金额（万元） | amount | 11
            township | 授课地镇街 | text | 12
        """),
        totals=("trainees", "attendances", "income"),
    ),
    PrintedForm(
        "X06",
        "证书考核情况表",
        "人",
        _columns("""
            kind | 证书类型 | text | 17
            certificate | 证书名称 | text | 24
            level | 等级 | text | 9
            assessed_on | 考核日期 | date | 13
            examined | 考证人数 | count | 10
            certified | 取证人数 | count | 10
        """),
        totals=("examined", "certified"),
    ),
    PrintedForm(
        "X07",
        "办学条件情况表",
        "见指标",
        _columns("""
            land_area | 校园占地面积（平方米） | amount | 12
            building_area | 校舍建筑面积（平方米） | amount | 12
            students | 全日制在校生数（人） | count | 12
            teachers | 专任教师数（人） | count | 12
            major_teachers | 其中：专业课教师（人） | count | 12
            dual_teachers | 其中：双师型教师（人） | count | 12
            senior_teachers | 其中：高级职称教师（人） | count | 12
            part_time_teachers | 兼职教师（人） | count | 12
            equipment_value | 教学仪器设备总值（万元） | amount | 12
            books | 图书（册） | count | 12
            computers | 教学用计算机（台） | count | 12
        """),
        vertical=True,
    ),
    PrintedForm(
        "X08",
        "校企合作项目表",
        "人",
        _columns("""
            enterprise | 企业名称 | text | 30
            enterprise_code | 统一社会信用代码 | code | 22
            cooperation | 合作形式 | text | 16
            major_name | 合作专业 | text | 18
            signed_on | 签约日期 | date | 13
            students | 在培学生数 | count | 11
            integrated_tier | 产教融合型企业 | text | 11
            recognised_on | 认定日期 | date | 13
        """),
    ),
    PrintedForm(
        "Z01",
        "15—59周岁未上学人口摸底表",
        "人",
        _columns("""
            village | 村（社区） | text | 16
            census_count | 七普人数 | count | 10
            surveyed_count | 摸排人数 | count | 10 |  | 摸排情况 > 摸排人数
            disabled_count | 其中：盲聋哑及肢体残疾 | count | 13 | 其中： > 盲聋哑及肢体残疾 | 摸排情况 > 其中： > 盲聋哑及肢体残疾
            away_count | 其中：外出务工 | count | 11 | 其中： > 外出务工 | 摸排情况 > 其中： > 外出务工
            planned_count | 拟参训人数 | count | 11
        """),
        totals=("census_count", "surveyed_count", "disabled_count", "away_count", "planned_count"),
    ),
    PrintedForm(
        "Z02",
        "学历技能双提升学员名册",
        "人",
        _columns("""
            name | 姓名 | text | 9
            resident_id | 身份证号 | id | 21
            sex | 性别 | text | 6
            village | 村（社区） | text | 13
            education | 文化程度 | text | 11
            phone | 联系电话 | code | 14
            major_name | 培训专业 | text | 17
            teaching_point | 教学点 | text | 24
            class_name | 班级 | text | 11
            enrolled_on | 报名日期 | date | 13
            registration | 学籍状态 | text | 10 | 学籍 > 学籍状态
            missing_documents | 缺失材料 | text | 15 | 学籍 > 缺失材料
            online | 线上学习 | text | 9
            completion | 结业状态 | text | 9
        """),
        roster=True,
    ),
    PrintedForm(
        "Z03",
        "老年教育机构月报表",
        "人、人次",
        _columns("""
            institution | 机构名称 | text | 26
            kind | 机构类型 | text | 18
            plaque | 是否挂牌 | text | 8
            city_recognised | 是否市级达标认定 | text | 10
            recognised_on | 认定日期 | date | 13
            activities | 本月活动次数 | count | 10 | 本月情况 > 本月活动次数
            attendances | 本月参与人次 | count | 10 | 本月情况 > 本月参与人次
            regular_learners | 经常性参与人数（累计） | count | 13 | 累计情况 > 经常性参与人数（累计）
            credit_accounts | 学分银行开户数（累计） | count | 13 | 累计情况 > 学分银行开户数（累计）
        """),
        totals=("activities", "attendances", "regular_learners", "credit_accounts"),
    ),
    PrintedForm(
        "Z04",
        "社区教育活动台账",
        "人次",
        _columns("""
            held_on | 活动日期 | date | 13
            title | 活动名称 | text | 28
            category | 活动类别 | text | 12
            attendances | 参加人次 | count | 10
            elderly_attendances | 其中：60岁以上人次 | count | 13 | 其中： > 60岁以上人次
            place | 活动地点 | text | 28
        """),
        totals=("attendances", "elderly_attendances"),
    ),
    PrintedForm(
        "J01",
        "初中毕业生升学情况表",
        "人",
        _columns("""
            school | 初中学校 | text | 24
            graduates | 毕业生数 | count | 11
            to_general | 升入普通高中 | count | 11 | 毕业去向 > 升入普通高中
            to_vocational | 升入中等职业学校 | count | 11 | 毕业去向 > 升入中等职业学校
            to_technical | 升入技工学校 | count | 11 | 毕业去向 > 升入技工学校
            not_continued | 未升学 | count | 10 | 毕业去向 > 未升学
        """),
        totals=("graduates", "to_general", "to_vocational", "to_technical", "not_continued"),
    ),
    PrintedForm(
        "J02",
        "自考成考报名情况表",
        "人",
        _columns("""
            township | 镇街 | text | 20
            self_study | 自考报名人数 | count | 14
            adult_exam | 成考报名人数 | count | 14
        """),
        totals=("self_study", "adult_exam"),
    ),
    PrintedForm(
        "J03",
        "目标任务下达表",
        "见指标",
        _columns("""
            scheme | 考核方案 | text | 24
            indicator | 指标代码 | text | 12
            unit | 被考核单位 | text | 20
            target | 目标值 | amount | 12
        """),
    ),
    PrintedForm(
        "J05",
        "镇街人口基数表",
        "人",
        _columns("""
            township | 镇街 | text | 20
            residents | 常住人口 | count | 13
            elderly | 60周岁以上常住老年人口 | count | 14 | 其中： > 60周岁以上常住老年人口
            working_age | 15—59周岁人口 | count | 14 | 其中： > 15—59周岁人口
        """),
        totals=("residents", "elderly", "working_age"),
    ),
    PrintedForm(
        "R01",
        "重点任务与成果台账",
        "项",
        _columns("""
            category | 事项类别 | text | 18
            title | 事项名称 | text | 42
            tier | 层级 | text | 9
            state | 状态 | text | 9
            quantity | 数量 | count | 7
            due_on | 完成时限 | date | 13
            done_on | 完成日期 | date | 13
            evidence | 佐证材料 | text | 20
        """),
    ),
    PrintedForm(
        "P01",
        "社会培训项目台账",
        "见表头",
        _columns("""
            title | 项目名称 | text | 36
            tier | 项目级别 | text | 10
            category | 培训类别 | text | 15
            base | 依托基地 | text | 26
            started_on | 开始日期 | date | 13 | 培训时间 > 开始日期
            ended_on | 结束日期 | date | 13 | 培训时间 > 结束日期
            trainees | 培训人数（人） | count | 10 | 培训规模 > 培训人数（人）
            attendances | 培训人次（人次） | count | 11 | 培训规模 > 培训人次（人次）
            income | 到账金额（万元） | amount | 11
        """),
        totals=("trainees", "attendances", "income"),
    ),
    PrintedForm(
        "P02",
        "培训基地台账",
        "次",
        _columns("""
            base | 基地名称 | text | 34
            kind | 基地类别 | text | 20
            tier | 级别 | text | 9
            built_on | 建成日期 | date | 13
            activities | 本年活动次数 | count | 12
        """),
    ),
    PrintedForm(
        "P03",
        "职业技能等级认定表",
        "人",
        _columns("""
            occupation | 工种 | text | 24
            level | 等级 | text | 10
            assessed_on | 认定日期 | date | 13
            examined | 参评人数 | count | 10
            certified | 取证人数 | count | 10
        """),
        totals=("examined", "certified"),
    ),
    PrintedForm(
        "P04",
        "二级学院在校生数",
        "见指标",
        _columns("""
            students | 在校生人数（人） | count | 12
            occupations | 开展社会评价的工种数（个） | count | 12
        """),
        vertical=True,
    ),
    PrintedForm(
        "C01",
        "创业孵化基地情况表",
        "见表头",
        _columns("""
            incubator | 基地名称 | text | 30
            for_vocational | 专门面向职业院校毕业生 | text | 13
            tenants | 累计入驻创业实体（家） | count | 12
            jobs | 带动就业（人） | count | 11
            loans | 创业担保贷款（万元） | amount | 13
            loans_vocational | 其中：职业院校毕业生贷款（万元） | amount | 15 | 其中： > 职业院校毕业生贷款（万元）
        """),
    ),
    PrintedForm(
        "C02",
        "产教融合服务平台入驻名录",
        "家、人",
        _columns("""
            member | 名称 | text | 30
            kind | 主体类型 | text | 10
            credit_code | 统一社会信用代码 | code | 22
            joined_on | 入驻日期 | date | 13
        """),
        roster=True,
    ),
    PrintedForm(
        "C03",
        "专业设置调整表",
        "个",
        _columns("""
            school | 学校 | text | 26
            major_code | 专业代码 | code | 11
            major_name | 专业名称 | text | 22
            change | 变动 | text | 8
            industry | 对接产业 | text | 20
        """),
    ),
    PrintedForm(
        "S01",
        "社员名册",
        "个",
        _columns("""
            member | 社员名称 | text | 28
            kind | 社员类型 | text | 10
            credit_code | 统一社会信用代码 | code | 22
            joined_on | 入社日期 | date | 13
            active | 在册 | text | 8
        """),
        roster=True,
    ),
    PrintedForm(
        "S02",
        "职教社活动台账",
        "见表头",
        _columns("""
            held_on | 活动日期 | date | 13
            kind | 活动类型 | text | 13
            title | 活动名称 | text | 34
            tier | 发布层级 | text | 10
            townships | 覆盖乡镇 | text | 26
            attendances | 参加人次 | count | 10 | 成效 > 参加人次
            sales | 带动销售额（万元） | amount | 12 | 成效 > 带动销售额（万元）
        """),
    ),
)

FORMS = {form.code: form for form in ALL}

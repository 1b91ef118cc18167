"""The texts of a new office's files, as templates (``string.Template``). Their first lines tell an editor
where the JSON Schemas are.
"""

SETTINGS = """\
# yaml-language-server: $$schema=.schemas/site.schema.json
# 主管部门设置。每一项的含义见 docs/reference/site.md；改完运行 kaohe check。
id: $id
name: $name
periods:
  history: $history   # 最早收的历史数据（同比用）
  first: $period     # 从这个月起应报
as_of:               # 平时留空，以当天为准
due_day: 5           # 次月 5 日前报送，遇节假日顺延到下一个工作日
due_dates:
  $period: {K01: $due}   # 第一期宽限到这一天；以后各月删去
forms: []            # 收哪些内置报表，例如 [Z01, J05]；forms/ 里自己的报表不用列
# kinds: {central_school: 中心校, kindergarten: 幼儿园}   # 本办公室自己的单位类别
inbox: submissions   # 收件箱
"""

UNITS = """\
code,name,kind,parent,group,short_names,valid_from,valid_to,successor
9900,示例市,city,,,,,,
990001,示例县,district,9900,,,,,
990001101,示例镇,township,990001,镇,示例镇人民政府,,,
990001XX1,示例县职业教育中心,school,990001,学校,示例职教中心,,,
990001JY,示例县教育局,bureau,990001,,县教育局,,,
990001ZJ,示例县中华职教社,society,990001,,县职教社,,,
9900GZ,示例职业技术学院,college,9900,,,,,
9900GZ01,机电工程学院,college_department,9900GZ,,,,,
9900RS,示例市人力资源和社会保障局,city_office,9900,,市人社局,,,
"""

FORM = """\
# yaml-language-server: $schema=../.schemas/forms.schema.json
# 报表 K01。每一项的含义见 docs/reference/forms.md。文件名就是报表代码。
code: K01
slug: safety_checks            # 事实表叫 fact_safety_checks
title: 校园安全隐患排查月报表
submitters: [township, school] # 哪几类单位填报
due: monthly                   # 每月；也可写 quarterly、half_yearly、yearly、school_year 或月份 [3, 9]
grain: place                   # 一行是什么
key: [place]                   # 哪几列合起来不重复
on_error: return_report        # 有一处强制性错误，整张退回；quarantine 只留置出错的行
nil: true                      # 可以零报告
columns:
  place:    {header: 场所, type: text, required: true, aliases: [学校, 校区]}
  found:    {header: [隐患数, 排查发现], type: count, required: true, unit_of_measure: 处}   # 两行表头
  repaired: {header: [隐患数, 已整改], type: count, required: true, unit_of_measure: 处}
  worst:    {header: 最高等级, type: choice, values: [一般, 较大, 重大]}
  checked:  {header: 排查日期, type: date}
  checker:  {header: 排查人, type: person_name}                  # 姓名：只看不存
rules:
  - code: K01-1
    level: hard                # 强制：退回；query 核实：改正或说明
    that: repaired <= found
    says: 已整改数（{repaired}）不应大于排查发现数（{found}）。
    advice: 请核对后改正。
  - code: K01-2
    level: hard
    when: found > 0
    that: worst is filled
    says: 发现了隐患，没有填写最高等级。
    advice: 请补填最高等级。
  - code: K01-3
    level: query
    of_report: true            # 看整张报表的合计
    change: {column: found, against: last_period, most: 0.5}
    says: 排查发现数（{right}）比上期（{left}）变化{change:+.0%}。
    advice: 请核对后改正或说明。
layout:
  notes: [本表次月 5 日前报送。]
  signatures: [单位负责人, 填表人, 填报日期]
  total_row: 合计
"""

SCHEME = """\
# yaml-language-server: $$schema=../.schemas/schemes.schema.json
# 考核方案。写法见“考核方案怎么写”；每一项的含义见 docs/reference/schemes.md。
id: safety-$year
title: 校园安全考核（$year年）
year: $year
authority: 示例，请写本办公室的考核办法
illustrative: [权重、目标均为示例]
assessed: {kind: [township, school], under: "9900"}
full_score: 100
missing: {share: 0, says: 缺报的指标不得分}
light: {preset: three-colour by points, behind: 0.30}
measures:
  found: {title: 排查发现隐患, form: K01, aggregate: sum, columns: [found], span: year_to_date}
  repaired: {title: 已整改隐患, form: K01, aggregate: sum, columns: [repaired], span: year_to_date}
indicators:
  S-1:
    name: 隐患整改率
    unit_of_measure: "%"
    formula: {kind: ratio, numerator: [repaired], denominator: [found], denominator_note: 排查发现的隐患数}
    target: {kind: number, value: 0.90}
    pace: constant
    weight: 100
    score: {method: 目标达成, below: proportional}
"""

REPORTS = {
    "990001101": (("示例镇中心小学", 6, 6, "一般"), ("示例镇中心幼儿园", 4, 3, "较大")),
    "990001XX1": (("实训楼", 5, 4, "较大"), ("学生公寓", 3, 2, "一般")),
}
"""The rows of the filled blanks, by unit: place, found, repaired, worst."""

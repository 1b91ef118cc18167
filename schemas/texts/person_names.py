"""Whether a short text may hold the name of a person.

Clerks paste names into the wrong column, so a column of choices may hold one. A text counts as harmless only
if it is made of words that a form uses, or if it has no character with which names begin. In doubt it may be
a name.
"""

import re
from collections.abc import Iterable

LONGEST_CHOICE = 12
"""A text with more characters is not a choice but a remark. A name may stand anywhere in it."""

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段漕钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪"
    "严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳"
    "裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简"
    "娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗"
    "应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺司上诸皇尉公长慕令端百东南拓轩闻闫肖付候代仝佘淳仰郗逄芮桓蔚战平贡糟骆尚"
)
"""Characters with which names of persons begin, including those of two-character surnames (欧阳 司马)."""

TRANSLITERATING = frozenset(
    "阿艾买提古丽努尔吐热依帕孜麦迪力克图其格布拉措玛让扎仁旦增巴桑娜巧毡曼库肉再比亚姆娅"
)
"""Characters that write the sounds of names from other languages (阿依古丽, 扎西)."""

HARMLESS_WORDS = (
    "博士后 博士 硕士 研究生 大学 本科 专科 大专 高职 中职 中专 技校 职高 高中 初中 小学 文盲 毕业 肄业 结业 在读 休学 退学 "
    "升学 参军 入伍 待业 就业 创业 灵活 未知 不详 其他 其它 学历 文化 以上 以下 企业 学校 单位 高级 中级 初级 正高 副高 一等 "
    "二等 三等 特等 优秀 国家 全国 省级 市级 县级 区级 校级 专业 兼职 全职 专家 公共 项目 已经 没有 部分 证书 材料 照片 "
    "身份证 户口 登记 注册 录入 职称 教师 学生 程度 金奖 银奖 铜奖 合格"
)
"""Words that people write in columns of choices and that name no person."""

_HAN = re.compile("[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_FOREIGN_NAME = re.compile(r"[A-Za-zÀ-ɏ\u0370-\u1fff·•‧・．.]")
_NUMERALS = str.maketrans("", "", "一二三四五六七八九十0123456789")


def may_hold_name(text: str, words: Iterable[str]) -> bool:
    """Whether a choice that somebody wrote may be a name or hold one. ``words`` are those of the form."""
    if len(text) > LONGEST_CHOICE or _FOREIGN_NAME.search(text):
        return True
    known = {
        *HARMLESS_WORDS.split(),
        *(part for word in words for part in re.split(r"[/、及（）()\s]", word)),
    }
    remaining = text.translate(_NUMERALS)
    for word in sorted((word for word in known if len(word) > 1), key=len, reverse=True):
        remaining = remaining.replace(word, " ")
    characters = _HAN.findall(remaining)
    return not SURNAMES.isdisjoint(characters) or (
        len(characters) > 1 and TRANSLITERATING.issuperset(characters)
    )

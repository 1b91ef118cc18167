"""Texts that people add to official records: who did something, why, what an objection is about. They hold no
personal data.

An ID number or a phone number is refused. For the person who did something the role is kept, never the name.
"""

import re

from schemas.privacy import mask_text

LONGEST = 500
_ROLE = re.compile(
    r".*(局|厅|委|科|处|室|股|办|院|校|系|部|站|所|中心|街道|镇|乡|社|组|会|机关|单位|长|主任|主管|书记|专员|干事|科员|负责人|经办人|管理员)"
)


def official_text(text: str, what: str) -> str:
    """The text without white space around it. ValueError with a Chinese sentence if it is empty, too long or
    holds personal data.
    """
    written = text.strip()
    if not written:
        raise ValueError(f"{what}不能为空，请写一句话")
    if len(written) > LONGEST:
        raise ValueError(f"{what}有{len(written)}个字，最多{LONGEST}个字，请写简短些")
    if mask_text(written) != written:
        raise ValueError(
            f"{what}里有身份证号或手机号，请删去个人信息后再登记，需要指明某个人的，写明报表和行号即可"
        )
    return written


def role(text: str) -> str:
    """Who acts, as an office or a post. ValueError if it looks like a person's name or holds personal
    data.
    """
    written = official_text(text, "经办单位或职务")
    if not _ROLE.fullmatch(written):
        raise ValueError(f"“{written}”不像单位或职务，请写成“职社科科长”“教育局办公室”这样，不写姓名")
    return written

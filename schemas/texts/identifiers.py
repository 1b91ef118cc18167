"""National identifiers: which strings are well formed, and what they say.

All tests are vectorised over a string Series and return a boolean Series. Missing values give True, because
it is another question whether a value must be given. Sources: GB 11643-1999 (resident ID), GB 32100-2015
(credit code), GB/T 2260 (divisions).
"""

import numpy as np
import pandas as pd

RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_ID_CHECK_CHARACTERS = "10X98765432"
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CHECK_CHARACTERS = "0123456789X"

_REGISTRATION = r"(?:1[1239]|2[19]|3[123459]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1)"
"""The first two characters of an organisation's credit code: registration department and category (GB
32100-2015, table 1).
"""

_LIKE_A_YEAR = frozenset(("110119", "120119", "230719", "310120", "500119", "500120"))
"""The counties whose codes end in 19 or 20 (GB/T 2260, 2015 and later): 延庆 蓟州 友好 奉贤 南川 璧山. A
credit code holds these digits where a resident ID holds the century of the date of birth.
"""


def _matches(values: pd.Series, pattern: str) -> pd.Series:
    return values.str.fullmatch(pattern).fillna(True).astype(bool)


def _weighted_sum(values: pd.Series, alphabet: str, weights: tuple[int, ...]) -> np.ndarray:
    """For each string Σ weight × value of the first 17 characters. The strings must be well formed and have
    18 characters.
    """
    codes = np.frombuffer("".join(values).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    lookup = np.zeros(128, dtype=np.int64)
    lookup[[ord(character) for character in alphabet]] = range(len(alphabet))
    return lookup[codes[:, :17]] @ np.array(weights)


def birth_dates(resident_ids: pd.Series) -> pd.Series:
    """The dates of birth in resident IDs. NaT if there is no such day."""
    return _days(resident_ids.str.slice(6, 14))


def _days(texts: pd.Series) -> pd.Series:
    """The days in texts like 20230903. NaT if there is no such day."""
    return pd.to_datetime(texts, format="%Y%m%d", errors="coerce").astype("datetime64[s]")


def is_male(resident_ids: pd.Series) -> pd.Series:
    """Whether the 17th digit is odd (男), as nullable boolean."""
    return pd.to_numeric(resident_ids.str.slice(16, 17), errors="coerce").astype("Int64").mod(2).eq(1)


def is_resident_id(values: pd.Series) -> pd.Series:
    """Whether it has 18 characters, an existing date of birth and the right check character. No prefix is
    required, because people move.
    """
    valid = _matches(values, r"[0-9]{17}[0-9X]") & (values.isna() | birth_dates(values).notna())
    known = values[valid & values.notna()]
    if len(known):
        remainder = _weighted_sum(known, "0123456789", RESIDENT_ID_WEIGHTS) % 11
        expected = np.array(list(RESIDENT_ID_CHECK_CHARACTERS))[remainder]
        valid.loc[known.index] = known.str.slice(17, 18).to_numpy(dtype=object) == expected
    return valid


def is_credit_code(values: pd.Series) -> pd.Series:
    """Whether it has 18 characters of the alphabet without I O S V Z, and the right check character."""
    valid = _matches(values, f"[{CREDIT_CODE_ALPHABET}]{{18}}")
    known = values[valid & values.notna()]
    if len(known):
        check = (31 - _weighted_sum(known, CREDIT_CODE_ALPHABET, CREDIT_CODE_WEIGHTS) % 31) % 31
        expected = np.array(list(CREDIT_CODE_ALPHABET))[check]
        valid.loc[known.index] = known.str.slice(17, 18).to_numpy(dtype=object) == expected
    return valid


def may_be_resident_id(values: pd.Series) -> pd.Series:
    """Whether somebody's resident ID seems to stand where a credit code belongs. Missing values are not one.

    It seems so for 18 characters that have a date of these centuries where a resident ID has the date of
    birth, and for 15 digits as resident IDs had until 1999. It does not if all parts say that it is an
    organisation's code: registration department, category and both check characters are right, and the check
    character of a resident ID is not.

    An organisation's code has the last two digits of its county in the place of the century. So the two can
    be confused only if these digits are 19 or 20. In counties with such codes the check characters of the
    organisation decide.
    """
    text = values.fillna("").astype("string")
    long = text.str.fullmatch(r"[0-9]{6}(?:19|20)[0-9]{9}[0-9X]").astype(bool) & birth_dates(text).notna()
    old = text.str.fullmatch(r"[0-9]{15}").astype(bool) & _days("19" + text.str.slice(6, 12)).notna()
    suspects = text[long]
    organisations = _is_organisation(suspects) & (
        ~is_resident_id(suspects) | suspects.str.slice(2, 8).isin(_LIKE_A_YEAR)
    )
    long.loc[suspects.index] = ~organisations
    return long | old


def _is_organisation(credit_codes: pd.Series) -> pd.Series:
    """Whether 18 characters are an organisation's code in every part. The body's own check character (GB
    11714-1997) must be right, too.
    """
    valid = is_credit_code(credit_codes) & _matches(credit_codes, f"{_REGISTRATION}.*")
    bodies = credit_codes[valid].str.slice(8, 17)
    if len(bodies):
        digits = np.array(
            [[CREDIT_CODE_ALPHABET.index(character) for character in body[:8]] for body in bodies]
        )
        expected = np.array(list(ORGANISATION_CHECK_CHARACTERS))[
            -(digits @ np.array(ORGANISATION_WEIGHTS)) % 11
        ]
        valid.loc[bodies.index] = bodies.str.slice(8, 9).to_numpy(dtype=object) == expected
    return valid


def is_mobile_number(values: pd.Series) -> pd.Series:
    """Whether it is a mobile number of the mainland: 1, then 3–9, then nine digits."""
    return _matches(values, r"1[3-9][0-9]{9}")


def is_major_code(values: pd.Series) -> pd.Series:
    """Whether it has six digits, as in the catalogue of secondary vocational majors."""
    return _matches(values, r"[0-9]{6}")


def is_division_code(values: pd.Series) -> pd.Series:
    """Whether it has 6 (county), 9 (township) or 12 (village) digits."""
    return _matches(values, r"[0-9]{6}([0-9]{3}([0-9]{3})?)?")

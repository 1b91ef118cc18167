"""National identifiers: which strings are well formed, and what they say.

All tests are vectorised over a string Series and return a boolean Series; missing values give True, for whether a value
must be there is another question. Sources: GB 11643-1999 (resident ID), GB 32100-2015 (credit code), GB/T 2260 (divisions).
"""

import numpy as np
import pandas as pd

RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_ID_CHECK_CHARACTERS = "10X98765432"
CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))


def _matches(values: pd.Series, pattern: str) -> pd.Series:
    return values.str.fullmatch(pattern).fillna(True).astype(bool)


def _weighted_sum(values: pd.Series, alphabet: str, weights: tuple[int, ...]) -> np.ndarray:
    """Σ weight × value of each character over the first 17 characters of well-formed 18-character strings."""
    codes = np.frombuffer("".join(values).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    lookup = np.zeros(128, dtype=np.int64)
    lookup[[ord(character) for character in alphabet]] = range(len(alphabet))
    return lookup[codes[:, :17]] @ np.array(weights)


def birth_dates(resident_ids: pd.Series) -> pd.Series:
    """The dates of birth that resident IDs state, NaT where there is no such day."""
    return pd.to_datetime(resident_ids.str.slice(6, 14), format="%Y%m%d", errors="coerce").astype("datetime64[s]")


def is_male(resident_ids: pd.Series) -> pd.Series:
    """Whether the 17th digit is odd (男), as nullable boolean."""
    return pd.to_numeric(resident_ids.str.slice(16, 17), errors="coerce").astype("Int64").mod(2).eq(1)


def is_resident_id(values: pd.Series) -> pd.Series:
    """18 characters, an existing date of birth and the right check character. No prefix is required: people move."""
    valid = _matches(values, r"[0-9]{17}[0-9X]") & (values.isna() | birth_dates(values).notna())
    known = values[valid & values.notna()]
    if len(known):
        remainder = _weighted_sum(known, "0123456789", RESIDENT_ID_WEIGHTS) % 11
        expected = np.array(list(RESIDENT_ID_CHECK_CHARACTERS))[remainder]
        valid.loc[known.index] = known.str.slice(17, 18).to_numpy(dtype=object) == expected
    return valid


def is_credit_code(values: pd.Series) -> pd.Series:
    """18 characters of the alphabet without I O S V Z and the right check character."""
    valid = _matches(values, f"[{CREDIT_CODE_ALPHABET}]{{18}}")
    known = values[valid & values.notna()]
    if len(known):
        check = (31 - _weighted_sum(known, CREDIT_CODE_ALPHABET, CREDIT_CODE_WEIGHTS) % 31) % 31
        expected = np.array(list(CREDIT_CODE_ALPHABET))[check]
        valid.loc[known.index] = known.str.slice(17, 18).to_numpy(dtype=object) == expected
    return valid


def is_mobile_number(values: pd.Series) -> pd.Series:
    """A mobile number of the mainland: 1, then 3–9, then nine digits."""
    return _matches(values, r"1[3-9][0-9]{9}")


def is_major_code(values: pd.Series) -> pd.Series:
    """Six digits, as in the catalogue of secondary vocational majors."""
    return _matches(values, r"[0-9]{6}")


def is_division_code(values: pd.Series) -> pd.Series:
    """6 (county), 9 (township) or 12 (village) digits."""
    return _matches(values, r"[0-9]{6}([0-9]{3}([0-9]{3})?)?")

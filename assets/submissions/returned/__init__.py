"""Returned workbooks (退回件): the unit's own file, with what is wrong marked in it and listed in front."""

from assets.submissions.returned.opinions import Heading
from assets.submissions.returned.writing import returned_file_name, write_returned

__all__ = ["Heading", "returned_file_name", "write_returned"]

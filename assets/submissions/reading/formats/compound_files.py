"""Compound files (OLE): the streams in a file tell what it is. One stream holds an old workbook.

Source: [MS-CFB].
"""

import io

import olefile

from assets.submissions.workbook import UnreadableWorkbook

_WORKBOOKS = ("workbook", "book")
_ENCRYPTED_PACKAGE, _CONTENT_WITH_RIGHTS = "encryptedpackage", "\tdrmcontent"
_RIGHTS = "DRMEncrypted".encode("utf-16-le")
"""Part of the names of the transformations in a file with restricted rights."""
_EXCEL_5 = b"\0\5"
"""The version in the first record of an Excel 5.0 stream. The reader decodes its Chinese texts wrongly."""
_DOCUMENTS = {
    "worddocument": "Word 或 WPS 文字文档",
    "powerpoint document": "演示文稿",
    "visiodocument": "Visio 绘图",
    "__properties_version1.0": "邮件",
}
"""Name of a stream in a compound file without a workbook → what the file is."""


class CompoundFile:
    """A compound file with its top-level streams. Deeper streams belong to embedded files."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableWorkbook if it is damaged or has restricted rights."""
        self._data = io.BytesIO(data)
        try:
            self._file = olefile.OleFileIO(self._data, write_mode=True)
            self._names = {child.name.lower(): child.name for child in self._file.root.kids}
        except MemoryError:
            raise
        except Exception as error:  # damage raises many kinds of exceptions
            raise UnreadableWorkbook("file-damaged") from error
        if _CONTENT_WITH_RIGHTS in self._names or (self.is_encrypted_package and _RIGHTS in data):
            raise UnreadableWorkbook("file-with-rights")

    @property
    def is_encrypted_package(self) -> bool:
        """Whether it holds a new workbook (.xlsx) with a password."""
        return _ENCRYPTED_PACKAGE in self._names

    def workbook(self) -> bytes:
        """The stream of the workbook. If there is none, UnreadableWorkbook says what the file is instead."""
        if name := self._workbook_name():
            try:
                stream = self._file.openstream(name).read()
            except MemoryError:
                raise
            except Exception as error:  # as above
                raise UnreadableWorkbook("file-damaged") from error
            if stream[4:6] == _EXCEL_5:
                raise UnreadableWorkbook("file-other-format", format="Excel 5.0 的表格")
            return stream
        for name, said in _DOCUMENTS.items():
            if name in self._names:
                raise UnreadableWorkbook("file-not-a-workbook", format=said)
        raise UnreadableWorkbook("file-unrecognised")

    def with_workbook(self, stream: bytes) -> bytes:
        """The file with the workbook's stream replaced by another of the same length."""
        try:
            self._file.write_stream(self._workbook_name(), stream)
        except OSError as error:
            raise UnreadableWorkbook("file-damaged") from error
        return self._data.getvalue()

    def _workbook_name(self) -> str | None:
        return next((self._names[name] for name in _WORKBOOKS if name in self._names), None)

"""Drafts of form files, made from the workbooks that an office already uses (起草报表文件).

``sheets`` opens a workbook. ``printed`` finds what is printed on a sheet. ``column_types`` and ``naming``
tell what a column is. ``drafting`` makes a form of it, and ``writing`` writes its file. Whatever the draft
cannot tell is marked and never left out silently.
"""

"""Form files drafted from the workbooks that an office uses already (起草报表文件).

``sheets`` opens a workbook, ``printed`` finds what is printed on a sheet, ``column_types`` and ``naming``
tell what a column is, ``drafting`` makes a form of it, ``writing`` its file. What cannot be told is marked,
never passed over.
"""

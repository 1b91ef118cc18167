"""Headers: the texts of a sheet that name the columns of a form, in rows or as labels in a column."""

"""Headers: which texts of a sheet name the columns of a form, in rows or as labels in a column."""

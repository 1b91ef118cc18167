"""Where the tables of the forms stand in a sheet: headers, rows, columns; cells are passed on as they are."""

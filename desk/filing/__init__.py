"""Filing (报送): checking a workbook, and how it gets from a browser into the inbox, with a receipt."""

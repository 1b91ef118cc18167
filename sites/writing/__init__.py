"""How sample workbooks are written: the forms as offices print them, each clerk's habits, people who do not
exist, files, an inbox.

What units send is told by each site's own ``sample``; here is only how it looks. ``forms`` and ``habits`` say
how a clerk writes a form down, ``sheets`` and ``files`` put it into workbooks, ``inbox`` writes them all with
the times of their receipt.
"""

import os

# openpyxl writes other bytes where lxml is installed. Read when openpyxl is first imported, which the modules
# here do.
os.environ.setdefault("OPENPYXL_LXML", "False")

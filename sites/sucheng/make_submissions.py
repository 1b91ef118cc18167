"""Write the sample office's inbox: the workbooks of submissions/, those of January to September in a folder
of their own, and received.csv with the times of their receipt.

    python -m sites.sucheng.make_submissions [FOLDER]

The same program always writes the same bytes; the files in the repository are its output.
"""

import sys
from pathlib import Path

from sites.sucheng.sample.mail import Mail
from sites.writing.inbox import write_inbox

if __name__ == "__main__":
    write_inbox(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "submissions", Mail().parcels()
    )

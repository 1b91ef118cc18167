"""``python -m schemas.reference FOLDER`` writes the reference pages."""

import sys
from pathlib import Path

from schemas.reference.pages import write_reference

write_reference(Path(sys.argv[1]))

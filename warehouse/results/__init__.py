"""What the assessment has stored: results, their sources, bulletins, objections."""

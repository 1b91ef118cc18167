"""What the assessment has stored: results, sources, bulletins, objections."""

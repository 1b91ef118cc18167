"""The bulletins (通报): from results to a draft, its sections and figures, its files, and its issue."""

"""The bulletins (通报): from results to a draft with its sections and figures, then to files and to the
issue.
"""

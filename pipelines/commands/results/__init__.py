"""Commands about results of assessments: explain and simulate scores, show lists, write bulletins, handle
objections.
"""

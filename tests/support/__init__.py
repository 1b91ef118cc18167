"""What tests of several folders make things with: workbooks, offices, and the contents of what a run
wrote.
"""

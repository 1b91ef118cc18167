"""Attachments (附件): what a unit hands in beside its reports, as evidence (佐证材料) or with
an objection.
"""

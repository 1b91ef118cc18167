"""The review (审核) of reports: it makes records of cells, finds what is wrong, and decides what is accepted.

``cells`` gives values and ``checking`` gives findings. Rules across reports belong to ``assets/reviews``.
"""

"""The sample office's mail: what townships, schools and bureaus sent for 2023, and last year's figures.

`figures` says what must come out, `townships`, `schools` and `bureaus` make the rows of the forms.
`first_months` (January to September) and `mail` say which files came when, faults included; how they are
written down is in `sites/writing`. Only the figures of the work report are real; everything else, every
person above all, is made up.
"""

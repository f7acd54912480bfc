"""How good a judge is, measured against people's labels: frozen values in, frozen values out.

A point's label is held against the judge's verdict, an answer's score against its coverage. `unsure` is off the scale:
it counts in no coefficient, and how often the judge said it is told beside every figure.
"""

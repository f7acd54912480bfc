"""How far judges and people agree: frozen values in, frozen values out.

One rule holds everywhere: `unsure` stands off the scale. Whoever says it, judge or person, has given no verdict on that
point; the pair is left out of every coefficient, and how many were left out is told beside it.
"""

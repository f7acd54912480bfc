"""Plots made on the server: each a pure function from frozen figures to a frozen view that a macro of plots.html draws.

Every place is a number from 0 to 100, per cent of the frame that holds it, from its left or top edge; the frames are as
wide as there is room for. A plot that would stand on too little is not drawn: its view is a `Lack`.
"""

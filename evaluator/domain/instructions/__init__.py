"""Words in an answer that are meant for whoever grades it.

`finder` is the way in. An honest answer may talk about all that is looked for here: prompts and models that are told
to ignore rules, grading done in a former job, tests that are marked as passed. So nearly every rule asks for two
things together, an order and what is graded, and says beside it what takes it back.
"""

"""What judging a pile of answers takes: time, processor, memory, tokens, and what faults and limits do to it.

`workload` makes the answers up; `ours` judges them by `judging` in a process of its own, `bare` does so with the bare
SDK; `runs` lets either run against a scripted endpoint. `expense`, `speed` and `trouble` compare them, `scenarios` has
their names, `figures` and `table` put it into words.
"""

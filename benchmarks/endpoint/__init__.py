"""A scripted OpenAI-compatible endpoint: as fast or slow, strict or faulty as its script says, and it counts.

`script` says what it does, `scripted` does it, in real or made-up time; `service` puts it on loopback. Run as
`python -m benchmarks.endpoint [--script JSON]`: it prints its port, then serves until it is ended.
"""

from benchmarks.endpoint.script import Fault, Script
from benchmarks.endpoint.scripted import Counts, Response, ScriptedEndpoint

__all__ = ["Counts", "Fault", "Response", "Script", "ScriptedEndpoint"]

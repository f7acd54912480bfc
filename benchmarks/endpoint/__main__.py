"""Run as `python -m benchmarks.endpoint [--script JSON]`."""

import argparse
import asyncio

from benchmarks.endpoint.script import Script
from benchmarks.endpoint.service import serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--script", type=Script.from_json, default=Script())
    asyncio.run(serve(parser.parse_args().script))

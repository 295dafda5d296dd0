"""`python -m bench [name …]`: pages, blog, learning, money, tenancy, sites, memory, start, each beside a baseline."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHES = ("pages", "blog", "learning", "money", "tenancy", "sites", "memory", "start")


def main(names: list[str]) -> int:
    unknown = set(names) - set(BENCHES)
    if unknown:
        print(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    missed = [target for name in names or BENCHES for target in import_module(f"bench.{name}").run()]
    for target in missed:
        print(f"missed: {target}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

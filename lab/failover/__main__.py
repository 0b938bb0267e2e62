"""Two nodes under load, and the primary of one's PostgreSQL killed: ``python -m lab.failover``.

Prints JSON. The run fails where a letter or an application was lost or is there twice, where
something still waits, or where service is not back within 15 seconds.
"""

from __future__ import annotations

import json
import sys

from lab.failover.run import passed, run


def main() -> int:
    """Run once."""
    result = run(say=lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps(result, indent=1))
    return 0 if passed(result) else 1


if __name__ == "__main__":
    sys.exit(main())

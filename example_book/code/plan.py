"""Plan a loaf backwards from the time at which it should be eaten."""

import argparse
from datetime import datetime, timedelta

STEPS = [  # from the last to the first: (name, hours at 24 degrees, warm?)
    ("eat", 0, False),
    ("cool", 2, False),
    ("bake", 0.75, False),
    ("heat the oven", 0.75, False),
    ("cold rest", 10, False),
    ("shape", 0.5, False),
    ("rise", 4, True),
    ("mix", 0.5, False),
    ("feed the starter", 6, True),
]


def factor(temperature, q10=2.4):
    """How much longer a rise takes than at 24 degrees."""
    return q10 ** ((24 - temperature) / 10)


def plan(ready, temperature=24):
    """Yield (time, step) pairs, earliest first."""
    rows = []
    for name, hours, warm in STEPS:
        ready -= timedelta(hours=hours * (factor(temperature) if warm else 1))
        rows.append((ready, name))
    return reversed(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ready", help="for example 2026-05-03T12:00")
    parser.add_argument("-t", "--temperature", type=float, default=24)
    options = parser.parse_args()
    for time, step in plan(datetime.fromisoformat(options.ready), options.temperature):
        print(f"{time:%a %H:%M}  {step}")

"""Prints the line coverage of each module and fails below the floor; Scripts/coverage calls it."""

import collections
import json
import os
import sys

FLOOR = 95.0
HELD = {"ExportReading", "OrderRules", "Reconciliation", "ReportWriting"}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        files = json.load(file)["data"][0]["files"]
    marker = os.path.join(os.getcwd(), "Sources") + os.sep
    modules = collections.defaultdict(lambda: [0, 0])
    for entry in files:
        name = entry["filename"]
        if name.startswith(marker) and name.endswith(".swift"):
            lines = entry["summary"]["lines"]
            counts = modules[name[len(marker):].split(os.sep)[0]]
            counts[0] += lines["covered"]
            counts[1] += lines["count"]
    status = 0
    missing = HELD - modules.keys()
    if missing:
        sys.exit(f"coverage: nothing is known of {', '.join(sorted(missing))}")
    for module, (covered, count) in sorted(modules.items()):
        percent = 100 * covered / count
        is_below = module in HELD and percent < FLOOR
        status |= is_below
        floor = f"  floor {FLOOR:.0f} %{', NOT REACHED' if is_below else ''}" if module in HELD else ""
        print(f"{module:<18} {covered:>6} of {count:>6} lines  {percent:6.2f} %{floor}")
    sys.exit(int(status))


if __name__ == "__main__":
    main()

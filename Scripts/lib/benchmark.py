"""Measures order-audit beside other tools and prints Markdown; Scripts/benchmark prepares and calls it.

Every figure is of a whole process: wall time, processor time and peak resident memory as the kernel
counted them. The tools of a case take turns, so that a slow moment of the machine meets all of them.
"""

import argparse
import csv
import json
import os
import shutil
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
THREADS = "2"


def measured(command):
    """Wall seconds, processor seconds and peak resident bytes of one run."""
    null = os.open(os.devnull, os.O_RDWR)
    begin = time.perf_counter()
    # This process stays small: a child inherits its parent's peak memory as a floor.
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[
        (os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)])
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - begin
    os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"benchmark: status {code} from: {' '.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def in_turn(tools, runs):
    """Medians by tool of `runs` rounds after one round that only warms the caches."""
    results = {name: [] for name in tools}
    for number in range(runs + 1):
        for name, command in tools.items():
            result = measured(command)
            if number:
                results[name].append(result)
    return {name: tuple(map(statistics.median, zip(*rounds))) for name, rounds in results.items()}


def bad_ids_of_report(path):
    with open(path, encoding="utf-8") as report:
        return {json.loads(line)["order_id"] for line in report}


def bad_ids_of_result(path):
    with open(path, encoding="utf-8", newline="") as result:
        return {row[0] or None if row else None for row in csv.reader(result)}


def compare(report, result):
    """Whether both tools found the same orders; run in a process of its own to keep this one small."""
    ours, theirs = bad_ids_of_report(report), bad_ids_of_result(result)
    # Orders without an id have no name to compare them by.
    ours.discard(None)
    theirs.discard(None)
    if ours != theirs:
        sys.exit(f"benchmark: the tools disagree: {len(ours - theirs)} orders only in the report, "
                 f"{len(theirs - ours)} only in the result, for example "
                 f"{sorted(ours ^ theirs)[:5]}")
    print(f"Both tools found the same {len(ours)} orders.", file=sys.stderr)


def planted_ids(path, format_name):
    with open(path, encoding="utf-8") as planted:
        entries = map(json.loads, planted)
        return {entry["order_id"] for entry in entries if format_name in entry["formats"]}


def compare_planted(report, planted, format_name):
    """Whether exactly the planted orders were found."""
    ours, theirs = bad_ids_of_report(report), planted_ids(planted, format_name)
    if ours != theirs:
        sys.exit(f"benchmark: {format_name}: {len(theirs - ours)} planted orders were not found and "
                 f"{len(ours - theirs)} others were, for example {sorted(map(str, ours ^ theirs))[:5]}")


def in_child(verb, *arguments):
    child = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, __file__, verb, *arguments])
    if child != 0:
        sys.exit(child)


def table(title, size, results, reference):
    print(f"\n### {title}\n")
    print("| tool | wall s | CPU s | MB/s | peak MB | wall ÷ order-audit |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, (wall, processor, memory) in results.items():
        print(f"| {name} | {wall:.3f} | {processor:.3f} | {size / wall / 1e6:.0f} "
              f"| {memory / 1e6:.0f} | {wall / results[reference][0]:.2f} |")
    sys.stdout.flush()


class Benchmark:
    def __init__(self, options):
        self.options = options
        self.stem = os.path.join(options.data, "orders")

    def path(self, ending):
        return f"{self.stem}.{ending}"

    def audit(self, export, threads=THREADS):
        out = os.path.join(self.options.data, "out")
        return [self.options.program, "check", export, "--threads", threads,
                "--report", f"{out}.report", "--summary", f"{out}.summary", "--fail-on", "never",
                "--quiet"]

    def duckdb(self, format_name, export):
        if not self.options.duckdb_python:
            return {}
        return {"DuckDB, 2 threads": [
            self.options.duckdb_python, os.path.join(HERE, "run-duckdb.py"),
            os.path.join(HERE, f"check-{format_name}.sql"), export, THREADS,
            os.path.join(self.options.data, "out.result")]}

    @staticmethod
    def found(name, *arguments):
        path = shutil.which(name)
        if path is None:
            print(f"{name} is not installed and is left out.", file=sys.stderr)
            return {}
        return {" ".join((name, *arguments)): [path, *arguments]}

    def case(self, title, export, others, size=None, scaling=True):
        """Measures one export; returns nothing, prints one table."""
        ours = "order-audit, 2 threads"
        tools = {ours: self.audit(export), **others}
        if scaling:
            tools["order-audit, 1 thread"] = self.audit(export, threads="1")
        results = in_turn(tools, self.options.runs)
        table(title, size or os.path.getsize(export), results, ours)

    def plain(self, format_name, title):
        export = self.path(format_name)
        measured(self.audit(export))
        out = os.path.join(self.options.data, "out")
        in_child("compare-planted", f"{out}.report", self.path("planted"), format_name)
        others = {}
        if format_name == "xml":
            others = {name: [*command, export] for name, command
                      in self.found("xmllint", "--stream", "--noout").items()}
        else:
            others = self.duckdb(format_name, export)
            for command in others.values():
                measured(command)
                in_child("compare", f"{out}.report", f"{out}.result")
        self.case(title, export, others)

    def compressed(self, ending, tool):
        export = self.path(f"jsonl.{ending}")
        if not os.path.exists(export):
            return
        others = {name: [*command, export] for name, command in self.found(tool, "-dc").items()}
        self.case(f"JSON Lines, {tool}", export, others, os.path.getsize(self.path("jsonl")), False)

    def start(self):
        export = os.path.join(self.options.data, "one.jsonl")
        self.case("Start-up: one order", export, self.duckdb("jsonl", export), scaling=False)

    def run(self):
        print(f"{self.options.orders} orders, 2 % with findings; medians of {self.options.runs} runs "
              f"in turn, whole processes, {os.cpu_count()} cores, files in the page cache. MB/s is of "
              "decompressed bytes; a peak of some 15 MB is the floor of the measurement.")
        for name in self.options.formats.split(","):
            match name:
                case "jsonl": self.plain("jsonl", "JSON Lines")
                case "csv": self.plain("csv", "CSV")
                case "xml": self.plain("xml", "XML (xmllint only parses)")
                case "gz": self.compressed("gz", "gzip")
                case "zst": self.compressed("zst", "zstd")
                case "start": self.start()
                case _: sys.exit(f"benchmark: no such format: {name}")


def main():
    if sys.argv[1:2] == ["compare"]:
        return compare(*sys.argv[2:])
    if sys.argv[1:2] == ["compare-planted"]:
        return compare_planted(*sys.argv[2:])
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("program", "data", "duckdb-python", "formats"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--orders", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    return Benchmark(parser.parse_args()).run()


if __name__ == "__main__":
    main()

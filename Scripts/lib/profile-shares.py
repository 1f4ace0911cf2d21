"""Counts where order-audit spends its instructions: profile-shares.py PROGRAM ORDERS FORMAT=EXPORT...

Valgrind's callgrind counts the instructions of the program itself in one run over each export with one
thread, so the figures repeat whatever else the machine does. They leave out the system's share (reading
files), and the checksum of the report costs more here than elsewhere, because valgrind does not know the
processor's instructions for it; it therefore has a column of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

# The first pattern that fits a function's name decides; the names are mangled Swift and plain C.
SHARES = [
    ("checksum", r"SHA256|sha256"),
    ("scanning", r"byte_scan|table_ends|table_rows|valid_prefix|Cutter|CSVIndex|XMLRecordScanner|XMLLastRecord|"
                 r"LineCut"),
    ("settling", r"settle|linePrice|rescaled|ConflictCheck"),
    ("mapping", r"13ExportReading|xml[A-Z_]|inflate|ZSTD"),
    ("rules", r"10OrderRules"),
    ("duplicates", r"14DuplicateIndex|KeyedHash"),
    ("run", r"14Reconciliation|11BasketModel"),
    ("writing", r"13ReportWriting|TraceID"),
    ("start", r"14ArgumentParser|yaml_|14ExportProfiles|17OrderAuditCommand|conformsTo|Demangl|dl_|_dl|"
              r"do_lookup|yaml_|GenericMetadata|TypeByMangled"),
]
OTHER = "runtime"


def share_of(function):
    for name, pattern in SHARES:
        if re.search(pattern, function):
            return name
    return OTHER


def counts(program, export):
    """Instructions by share."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind")
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, "check", export,
             "--threads", "1", "--report", os.path.join(folder, "report"), "--quiet", "--fail-on", "never"],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return counts_in(out)


def counts_in(path):
    names, result, share, is_call = {}, {}, OTHER, False
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("fn="):
                number, _, name = line[3:].strip().partition(" ")
                if name:
                    names[number] = name
                share = share_of(names.get(number, ""))
            elif line.startswith(("cfn=", "calls=")):
                if line.startswith("cfn="):
                    number, _, name = line[4:].strip().partition(" ")
                    if name:
                        names[number] = name
                else:
                    is_call = True
            elif line[:1] in "0123456789+-*" and line.strip():
                # The line after a call has the callee's instructions, which are counted there.
                if not is_call:
                    result[share] = result.get(share, 0) + int(line.split()[-1])
                is_call = False
    return result


def main():
    program, orders, *exports = sys.argv[1:]
    for tool in ("valgrind", "objcopy"):
        if shutil.which(tool) is None:
            print(f"{tool} is not installed; where the time goes is left out.", file=sys.stderr)
            return
    with tempfile.TemporaryDirectory() as folder:
        # Valgrind does not understand Swift's line tables.
        bare = os.path.join(folder, "order-audit")
        subprocess.run(["objcopy", "--strip-debug", program, bare], check=True)
        print_shares(bare, int(orders), exports)


def print_shares(program, orders, exports):
    columns = ["scanning", "mapping", "settling", "rules", "duplicates", "run", "writing", "checksum",
               "start", OTHER]
    print("\n### Where the instructions go\n")
    print("| format | instructions per order | " + " | ".join(columns) + " |")
    print("|---|---:|" + "---:|" * len(columns))
    for argument in exports:
        name, _, export = argument.partition("=")
        found = counts(program, export)
        total = sum(found.values())
        cells = [f"{found.get(column, 0) / total * 100:.0f} %" for column in columns]
        print(f"| {name} | {total / orders:.0f} | " + " | ".join(cells) + " |")
        sys.stdout.flush()


main()

"""Plants mistakes in a copy of the sources and runs the tests that fit; Scripts/mutate calls it."""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys

# What is mutated, and the tests that must notice.
GROUPS = {
    "rules": (["Sources/OrderRules"], "OrderRulesTests"),
    "money": (["Sources/BasketModel/Money", "Sources/ExportReading/Assembly"],
              "BasketModelTests|DecimalParser|JSONReading|CSVReading|XMLReaderTests|RecordLimit"),
    "csv": (["Sources/ExportReading/CSV", "Sources/ExportReading/Cutting"],
            "CSV|RecordLimit|HeaderColumns"),
    "json": (["Sources/ExportReading/JSON"], "JSON"),
    "xml": (["Sources/ExportReading/XML"], "XML|RecordLimit"),
    "sources": (["Sources/ExportReading/Sources"],
                "Source|Export|Compress|Gzip|ReadAhead|Peekable"),
    "mapping": (["Sources/ExportReading/Mapping", "Sources/ExportReading/Scattered"],
                "Mapping|Mapped|Decimal|Column|Cell|Scattered|Joined|GoldenCaseTests"),
    "profiles": (["Sources/ExportProfiles"], "ExportProfilesTests|Mapping|GoldenCaseTests"),
    "report": (["Sources/ReportWriting"], "ReportWritingTests"),
    "run": (["Sources/Reconciliation", "Sources/DuplicateIndex"],
            "ReconciliationTests|DuplicateIndexTests"),
}

# Text of the code, what it becomes. Blanks keep generics, arrows and pointers out.
FLIPS = [
    (r" == ", " != "), (r" != ", " == "), (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "),
    (r" >= ", " > "), (r" \+ ", " - "), (r" - ", " + "), (r" &\+ ", " &- "), (r" &- ", " &+ "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+= ", " -= "), (r"\.\.<", "..."),
    (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\b0\b", "1"), (r"\b1\b", "0"), (r"\b2\b", "3"),
    (r"return nil\b", "break"), (r"if !", "if "), (r"\bmin\(", "max("), (r"\bmax\(", "min("),
]
SECONDS_MAX = 420


def code_of(line):
    """The line without its strings and comments, places kept."""
    line = re.sub(r'"(\\.|[^"\\])*"', lambda match: "~" * len(match.group()), line)
    return re.sub(r"//.*", lambda match: "~" * len(match.group()), line)


def mutants_of(path):
    """All mistakes that one file allows: path, line from 0, column, old text, new text."""
    found = []
    inside_text = False
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file.read().split("\n")):
            if line.count('"""') == 1:
                inside_text = not inside_text
                continue
            bare = line.strip()
            if inside_text or bare.startswith(("import ", "package import", "internal import", "///",
                                               "precondition(", "@")):
                continue
            for pattern, replacement in FLIPS:
                for match in re.finditer(pattern, code_of(line)):
                    found.append((path, number, match.start(), match.group(), replacement))
    return found


def planted(copy, mutant):
    """The text of the file with the mistake in it."""
    path, number, column, old, new = mutant
    with open(os.path.join(copy, path), encoding="utf-8") as file:
        lines = file.read().split("\n")
    line = lines[number]
    lines[number] = line[:column] + new + line[column + len(old):]
    return "\n".join(lines)


def run(copy, *arguments, seconds=SECONDS_MAX):
    """Status of a command in the copy; nil where it did not end."""
    environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
    process = subprocess.Popen(arguments, cwd=copy, stdin=subprocess.DEVNULL, env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        kill_programs_of(copy)
        return None


def kill_programs_of(copy):
    """Ends what was built in the copy and still runs: a test program leads a group of its own."""
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.readlink(f"/proc/{entry}/exe").startswith(copy + os.sep):
                os.kill(int(entry), 9)
        except OSError:
            pass  # Gone, or not ours.


def judge(copy, mutant, tests):
    path = os.path.join(copy, mutant[0])
    with open(path, encoding="utf-8") as file:
        original = file.read()
    # Before the file is opened for writing, which empties it.
    mistaken = planted(copy, mutant)
    with open(path, "w", encoding="utf-8") as file:
        file.write(mistaken)
    try:
        if run(copy, "swift", "build", "--build-tests") != 0:
            return "does not compile"
        status = run(copy, "swift", "test", "--skip-build", "--filter", tests)
        return "survives" if status == 0 else "caught"
    finally:
        with open(path, "w", encoding="utf-8") as file:
            file.write(original)


def copy_of(root):
    copy = os.path.join(root, ".build", "mutation")
    os.makedirs(copy, exist_ok=True)
    for name in ("Sources", "Tests", "Fuzzing", "SampleData"):
        shutil.rmtree(os.path.join(copy, name), ignore_errors=True)
        shutil.copytree(os.path.join(root, name), os.path.join(copy, name))
    for name in ("Package.swift", "Package.resolved"):
        if os.path.exists(os.path.join(root, name)):
            shutil.copy2(os.path.join(root, name), copy)
    return copy


def main():
    parser = argparse.ArgumentParser(prog="mutate", allow_abbrev=False)
    parser.add_argument("root")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("groups", nargs="*")
    options = parser.parse_intermixed_args()
    names = options.groups or list(GROUPS)
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        sys.exit(f"mutate: no group {unknown[0]}; there are: {', '.join(GROUPS)}")
    os.chdir(options.root)
    chosen = {}
    for name in names:
        folders, _ = GROUPS[name]
        paths = sorted(os.path.join(folder, file) for start in folders
                       for folder, _, files in os.walk(start) for file in files
                       if file.endswith(".swift"))
        every = [mutant for path in paths for mutant in mutants_of(path)]
        chosen[name] = random.Random(options.seed).sample(every, min(options.count, len(every)))
        print(f"{name}: {len(chosen[name])} of {len(every)} possible mistakes")
    if options.list:
        for mutant in (mutant for mutants in chosen.values() for mutant in mutants):
            print(f"{mutant[0]}:{mutant[1] + 1}:{mutant[2] + 1}: '{mutant[3]}' becomes '{mutant[4]}'")
        return
    copy = copy_of(options.root)
    if run(copy, "swift", "build", "--build-tests", seconds=3600) != 0:
        sys.exit("mutate: the copy does not build")
    total = [0, 0]
    for name, mutants in chosen.items():
        caught = judged = 0
        for mutant in mutants:
            verdict = judge(copy, mutant, GROUPS[name][1])
            if verdict != "does not compile":
                judged += 1
                caught += verdict == "caught"
            if verdict == "survives":
                print(f"survives: {mutant[0]}:{mutant[1] + 1}:{mutant[2] + 1}: '{mutant[3]}' becomes "
                      f"'{mutant[4]}'", flush=True)
        print(f"{name}: {caught} of {judged} caught", flush=True)
        total[0] += caught
        total[1] += judged
    if total[1]:
        print(f"all: {total[0]} of {total[1]} caught, {100 * total[0] / total[1]:.0f} %")


if __name__ == "__main__":
    main()

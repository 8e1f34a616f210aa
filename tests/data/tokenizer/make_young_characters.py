#!/usr/bin/env python3
"""The rows of core/tokenizer/parts/young_characters.cpp.

Needs the Python packages tokenizers (whose Oniguruma knows Unicode 16), unicodedata2 16.0.0 and fonttools:
    python3 make_young_characters.py > rows.txt
A row is a range of characters that came with Unicode 15 to 16, and one older character that has the same general
category, script, length in UTF-8, and the same of Alphabetic, Uppercase and Lowercase.
"""
import unicodedata
import unicodedata2
from fontTools.unicodedata import script
from tokenizers import Regex, normalizers

assert unicodedata.unidata_version == "14.0.0" and unicodedata2.unidata_version == "16.0.0"
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
# Scripts that came with Unicode 15 and 16: nothing older is of them.
NEW = {"Kawi", "Nagm", "Gara", "Gukh", "Krai", "Onao", "Sunu", "Todr", "Tutg"}
FAR = 0x1000  # a pattern's range sooner ends between two characters that lie far from each other


def members(pattern):
    remove, found = normalizers.Replace(Regex(pattern), ""), set()
    for at in range(0, len(POINTS), 4096):
        part = POINTS[at : at + 4096]
        left = set(map(ord, remove.normalize_str("".join(map(chr, part)))))
        found.update(c for c in part if c not in left)
    return found


PROPERTIES = [members(p) for p in (r"\p{Alphabetic}", r"\p{Uppercase}", r"\p{Lowercase}")]


def signature(c):
    # No old character has a simple case partner by accident of its category alone; young ones of Lu and Ll do.
    cased = unicodedata2.category(chr(c)) in ("Lu", "Ll") and (c in YOUNG or chr(c).lower() != chr(c) or chr(c).upper() != chr(c))
    return (unicodedata2.category(chr(c)), len(chr(c).encode()), *(c in p for p in PROPERTIES), cased)


YOUNG = {c for c in POINTS if unicodedata.category(chr(c)) == "Cn" and unicodedata2.category(chr(c)) != "Cn"}
by_script, by_kind = {}, {}
for c in POINTS:
    if unicodedata.category(chr(c)) not in ("Cn", "Co"):
        by_script.setdefault((script(chr(c)), signature(c)), []).append(c)
        by_kind.setdefault(signature(c), []).append(c)


def nearest(points, c):
    return min(points, key=lambda p: abs(p - c)) if points else None


def stand_in_of(c):
    """The nearest of the same script, unless it is far and another script has a nearer one."""
    sign = signature(c)
    own = None if script(chr(c)) in NEW else nearest(by_script.get((script(chr(c)), sign)), c)
    other = nearest(by_kind[sign], c)
    if own is not None and (abs(own - c) < FAR or abs(own - c) <= 2 * abs(other - c)):
        return own, False
    return other, True


rows = []
for c in sorted(YOUNG):
    together = rows and rows[-1][1] == c - 1 and script(chr(c)) == script(chr(rows[-1][0])) and signature(c) == signature(rows[-1][0])
    if together:
        rows[-1][1] = c
    else:
        rows.append([c, c, stand_in_of(c)])
for first, last, (stand_in, new) in rows:
    own = f'"{script(chr(first))}"' if new else "nullptr"
    print(f"    {{0x{first:X}, 0x{last:X}, 0x{stand_in:X}, {own}}},")

#!/usr/bin/env python3
"""The rows of core/tokenizer/young_characters.cpp.

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
# Scripts that came with Unicode 15 and 16, and scripts that lend them their characters.
NEW = {"Kawi", "Nagm", "Gara", "Gukh", "Krai", "Onao", "Sunu", "Todr", "Tutg"}
LENDERS = ["Dsrt", "Cham", "Vaii", "Newa", "Gong", "Lisu", "Adlm", "Wara", "Brah", "Kthi", "Sidd", "Mong", "Cher"]


def members(pattern):
    remove, found = normalizers.Replace(Regex(pattern), ""), set()
    for at in range(0, len(POINTS), 4096):
        part = POINTS[at : at + 4096]
        left = set(map(ord, remove.normalize_str("".join(map(chr, part)))))
        found.update(c for c in part if c not in left)
    return found


PROPERTIES = [members(p) for p in (r"\p{Alphabetic}", r"\p{Uppercase}", r"\p{Lowercase}")]


def signature(c):
    return (unicodedata2.category(chr(c)), len(chr(c).encode()), *(c in p for p in PROPERTIES),
            chr(c).lower() != chr(c) or chr(c).upper() != chr(c) if c not in YOUNG else cased(c))


def cased(c):
    return unicodedata2.category(chr(c)) in ("Lu", "Ll") and c not in range(0x1DF25, 0x1DF2B) and c != 0xA7CD + 0x1000


YOUNG = {c for c in POINTS if unicodedata.category(chr(c)) == "Cn" and unicodedata2.category(chr(c)) != "Cn"}
old = {}
for c in POINTS:
    if unicodedata.category(chr(c)) not in ("Cn", "Co"):
        old.setdefault((script(chr(c)), signature(c)), c)

rows = []
for c in sorted(YOUNG):
    name, sign = script(chr(c)), signature(c)
    new = name in NEW
    stand_in = next((old[s, sign] for s in ([name] if not new else LENDERS) if (s, sign) in old), None)
    if stand_in is None:  # of another script: not for patterns that name scripts
        new = True
        stand_in = next(p for (s, g), p in old.items() if g == sign)
    row = (stand_in, new)
    if rows and rows[-1][1] == c - 1 and rows[-1][2] == row:
        rows[-1][1] = c
    else:
        rows.append([c, c, row])
for first, last, (stand_in, new) in rows:
    print(f"    {{0x{first:X}, 0x{last:X}, 0x{stand_in:X}, {'true' if new else 'false'}}},")

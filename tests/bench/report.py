# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures, and the one table that they make. A row is a line of text with tabs, so that benchmarks
in C print the same (bench-row.h) and tests/bench/run finds them in what meson has logged."""
import sys

HEADINGS = ("what", "Charla", "beside it", "ratio", "wanted")


class Report:
    """Prints each figure when it is known."""

    def add(self, what, value, unit, beside=None, name="", wanted=""):
        """`beside`: the same figure of `name`, which ran by turns with us."""
        fields = ("row", what, f"{value:.6g}", unit, "" if beside is None else f"{beside:.6g}", name,
                  wanted)
        print("\t".join(fields), flush=True)


def read(text):
    """The rows in the output of a benchmark."""
    lines = (line.split("\t") for line in text.splitlines() if line.startswith("row\t"))
    return [fields[1:] for fields in lines if len(fields) == 7]


def shown(text, unit):
    value = float(text)
    digits = 0 if abs(value) >= 100 or unit == "" else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def table(rows):
    """Lines of the table."""
    cells = [HEADINGS]
    for what, value, unit, beside, name, wanted in rows:
        ratio = f"{float(value) / float(beside):.2f}" if beside and float(beside) else ""
        cells.append((what, shown(value, unit),
                      f"{shown(beside, unit)} ({name})" if beside else "", ratio, wanted))
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    for row in cells:
        yield "  ".join(
            cell.rjust(width) if column in (1, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths))).rstrip()


if __name__ == "__main__":
    print(*table(read(sys.stdin.read())), sep="\n")

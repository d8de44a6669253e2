"""Whether a tool's output says the same as leadmap's: cell for cell."""

import csv

# Tools have different words for nothing.
NOTHING = {"null", "NULL", "\\N"}


def rows(path, ordered):
    """The rows below the header, which not every tool writes."""
    with open(path, newline="", encoding="utf-8") as file:
        found = [tuple("" if cell in NOTHING else cell for cell in row) for row in csv.reader(file)]
    if found and found[0][0] == "event_type":
        found = found[1:]
    return found if ordered else sorted(found)


def difference(expected_path, found_path, ordered):
    """The first difference in words, or None."""
    expected, found = rows(expected_path, ordered), rows(found_path, ordered)
    with open(expected_path, newline="", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    for number, (left, right) in enumerate(zip(expected, found), 1):
        if left == right:
            continue
        if len(left) != len(right):
            return f"record {number} ({left[1]}): {len(right)} cells instead of {len(left)}"
        for column, expected_cell, found_cell in zip(columns, left, right):
            if expected_cell != found_cell:
                return f"record {number} ({left[1]}), column {column}: {found_cell!r} instead of {expected_cell!r}"
    if len(expected) != len(found):
        return f"{len(found)} records instead of {len(expected)}"
    return None

"""Tables of what was measured, in Markdown."""

import os
import platform
import re
import subprocess
from dataclasses import dataclass

import measure
import tools

BEGIN = "<!-- measured: written by benches/peers/run --full -->"
END = "<!-- end of what was measured -->"


@dataclass
class Layout:
    """What was measured in one layout: costs by the tool's name, and what differed in its output."""

    key: str
    title: str
    size: int
    costs: dict
    wrong: dict


@dataclass
class Framing:
    """leadmap on one framing: bytes, seconds, bytes in a second as a share of NDJSON's, megabytes."""

    title: str
    size: int
    wall: float
    speed: float
    peak: float


def report(command, chosen, layouts, mappings, framings, memory):
    parts = [machine(command, chosen)]
    parts += [layout_table(layout, chosen) for layout in layouts]
    if mappings:
        parts.append(mapping_table(mappings))
    if framings:
        parts.append(framing_table(framings, memory))
    parts.append(goal_table(layouts, mappings, framings))
    return "\n\n".join(part for part in parts if part)


def machine(command, chosen):
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), model)
    compiler = tools.first_line("rustc", "--version")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=tools.PROJECT, capture_output=True, text=True
    ).stdout.strip()
    versions = {}
    for tool in chosen:
        versions.setdefault(tool.version, tool.name)
    listed = "; ".join(f"{name}: {version}" for version, name in versions.items())
    return "\n".join(
        [
            f"- Command: `{command}`",
            f"- Machine: {model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
            f"- leadmap of {commit}, built with {compiler}",
            f"- Versions: {listed}",
        ]
    )


def layout_table(layout, chosen):
    leadmap = layout.costs.get("leadmap")
    if not leadmap:
        return ""
    lines = [f"### {layout.title[0].upper()}{layout.title[1:]}, {size(layout.size)}", ""]
    short = layout.key == "one"
    lines += (
        ["| tool | ms | × leadmap | runs |", "|---|---:|---:|---:|"]
        if short
        else ["| tool | wall s | CPU s | peak MB | × leadmap | runs | |", "|---|---:|---:|---:|---:|---:|---|"]
    )
    for tool in chosen:
        costs = layout.costs.get(tool.name)
        if not costs:
            continue
        times = f"{measure.ratio(costs, leadmap):.2f}"
        wall = measure.median(costs, "wall")
        if short:
            lines.append(f"| {tool.name} | {wall * 1000:.1f} | {times} | {len(costs)} |")
            continue
        note = "**other cells**" if tool.name in layout.wrong else tool.note
        lines.append(
            f"| {tool.name} | {wall:.2f} | {measure.median(costs, 'cpu'):.2f} | "
            f"{max(cost.peak for cost in costs):.0f} | {times} | {len(costs)} | {note} |"
        )
    return "\n".join(lines)


def mapping_table(mappings):
    first = next(iter(mappings.values()))
    lines = ["### What mappings cost", "", "| mapping | wall s | × the first |", "|---|---:|---:|"]
    for name, costs in mappings.items():
        lines.append(f"| {name} | {measure.median(costs, 'wall'):.2f} | {measure.ratio(costs, first):.2f} |")
    return "\n".join(lines)


def framing_table(framings, memory):
    lines = [
        f"### leadmap on the deliveries of {memory}B of NDJSON, in every framing",
        "",
        "| framing | MB | wall s | MB/s | of NDJSON's | peak MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for framing in framings:
        megabytes = framing.size / 1e6
        lines.append(
            f"| {framing.title} | {megabytes:.0f} | {framing.wall:.2f} | {megabytes / framing.wall:.0f} | "
            f"{framing.speed:.2f} | {framing.peak:.1f} |"
        )
    return "\n".join(lines)


def goal_table(layouts, mappings, framings):
    """The goals beside what this run reached; what was not measured is left out."""
    found = {layout.key: layout.costs for layout in layouts}
    rows = []

    def times(layout, tool, goal, words, base="leadmap"):
        costs = found.get(layout, {})
        if tool in costs and base in costs:
            reached = measure.ratio(costs[tool], costs[base])
            rows.append((words, f"≥ {goal}", f"{reached:.2f}", reached >= goal))

    single = "leadmap --jobs 1" if "leadmap --jobs 1" in found.get("ndjson", {}) else "leadmap"
    times("ndjson", "DuckDB, typed", 5, "NDJSON, all cores: times DuckDB's speed")
    times("ndjson", "jaq", 40, "NDJSON, all cores: times jaq's speed")
    times("ndjson", "jq", 60, "NDJSON, all cores: times jq's speed")
    times("ndjson", "simdjson On-Demand", 2, f"NDJSON, one core ({single}): times On-Demand's speed", single)
    if "wc -l" in found.get("ndjson", {}):
        reached = measure.ratio(found["ndjson"]["leadmap"], found["ndjson"]["wc -l"])
        rows.append(("NDJSON, all cores: times the time of `wc -l`", "≤ 2", f"{reached:.2f}", reached <= 2))
    if framings:
        peak = max(framing.peak for framing in framings)
        rows.append(("peak memory in every framing, MB", "< 32", f"{peak:.1f}", peak < 32))
        for framing in framings:
            # What is compressed or in base64 is judged by other goals: there the bytes that are read are not all the work.
            if framing.title == "NDJSON" or any(word in framing.title for word in ("seven", "gzip", "Zstandard")):
                continue
            words = f"{framing.title}: bytes in a second, of NDJSON's"
            rows.append((words, "≥ 0.75", f"{framing.speed:.2f}", framing.speed >= 0.75))
    if "leadmap" in found.get("one", {}):
        wall = measure.median(found["one"]["leadmap"], "wall") * 1000
        rows.append(("one payload from start to end, ms", "< 5", f"{wall:.1f}", wall < 5))
    times("gzip", "DuckDB, typed", 1, "gzip: times DuckDB's speed")
    times("each", "DuckDB, typed", 10, "a file for each payload: times DuckDB's speed")
    if mappings:
        first, *_, last = mappings.values()
        reached = measure.ratio(last, first)
        rows.append(("`mappings/saleassist.json`: times the plain mapping's time", "≤ 2", f"{reached:.2f}", reached <= 2))
    if not rows:
        return ""
    lines = ["### The goals", "", "| what | goal | reached | |", "|---|---:|---:|---|"]
    lines += [f"| {words} | {goal} | {reached} | {'yes' if met else 'no'} |" for words, goal, reached, met in rows]
    return "\n".join(lines)


def size(length):
    return f"{length / 1e6:.0f} MB" if length >= 1e6 else f"{length} bytes"


def put_into(path, text):
    """Replaces what was measured before."""
    page = path.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    page, count = pattern.subn(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page)
    if count != 1:
        raise RuntimeError(f"{path} has no place for the tables")
    path.write_text(page, encoding="utf-8")

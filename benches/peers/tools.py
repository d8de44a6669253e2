"""The tools: which there are, of which version, and how each is given the job."""

import os
import pathlib
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
QUERIES = HERE / "queries"
INSTALLED = pathlib.Path(os.environ.get("LEADMAP_PEERS", pathlib.Path.home() / ".cache" / "leadmap-peers"))
LEADMAP = PROJECT / "target" / "release" / "leadmap"
MAPPING = HERE / "mapping.json"


@dataclass
class Tool:
    """A command by layout, in the language of sh: {input} and {output} are files, {sql} a file with the query filled in."""

    name: str
    version: str
    commands: dict[str, str]
    note: str = ""
    sql: str = ""
    ordered: bool = True
    compared: bool = True
    formats: dict[str, str] = field(default_factory=dict)

    def command(self, layout, source, output):
        """What is run for `layout`, or None where the tool has no place."""
        template = self.commands.get(layout)
        if template is None:
            return None
        values = {"input": shlex.quote(str(source)), "output": shlex.quote(str(output))}
        if self.sql:
            values["sql"] = shlex.quote(str(self.fill_query(layout, source, output)))
        return template.format(**values)

    def fill_query(self, layout, source, output):
        query = (QUERIES / self.sql).read_text()
        read = {"pipe": "/dev/stdin", "files": f"{source}/*.json", "each": f"{source}/*.json"}.get(layout, source)
        query = query.replace("{input}", str(read)).replace("{output}", str(output))
        query = query.replace("{format}", self.formats.get(layout, "newline_delimited"))
        path = pathlib.Path(f"{output}.sql")
        path.write_text(query)
        return path


def program(name):
    """Where `name` is: in the folder of `install`, or in PATH."""
    places = [INSTALLED / "venv" / "bin", INSTALLED / "jaq" / "bin", INSTALLED / "bin"]
    return shutil.which(name, path=os.pathsep.join(map(str, places)) + os.pathsep + os.environ.get("PATH", ""))


def first_line(*command):
    """The first line a command says, or None if it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return next(iter((done.stdout or done.stderr).strip().splitlines()), "")


def module_version(module):
    python = program("python")
    return python and first_line(python, "-c", f"import {module}; print({module}.__version__)")


def leadmap_tools():
    """leadmap with all cores, and with one where it can be told to."""
    apply = f"{shlex.quote(str(LEADMAP))} apply {{jobs}} --guard off -f csv {shlex.quote(str(MAPPING))}"
    has_jobs = "--jobs" in subprocess.run([LEADMAP, "apply", "--help"], capture_output=True, text=True).stdout
    version = first_line(LEADMAP, "--version")
    variants = {"leadmap": "", "leadmap --jobs 1": "--jobs 1"} if has_jobs else {"leadmap": ""}
    for name, jobs in variants.items():
        from_file = " ".join(apply.replace("{jobs}", jobs).split()) + " {input} > {output} 2> /dev/null"
        from_pipe = "cat {input} | " + from_file.replace("{input} ", "")
        layouts = ("ndjson", "files", "array", "each", "small", "gzip", "one")
        yield Tool(name, version, {layout: from_file for layout in layouts} | {"pipe": from_pipe})


def jq_like(name, query="leads.jq"):
    at = program(name)
    version = at and first_line(at, "--version")
    if not version:
        return None
    query = shlex.quote(str(QUERIES / query))
    run = f"{at} -r -f {query}"
    return Tool(
        name,
        version,
        {
            "ndjson": f"{run} {{input}} > {{output}}",
            "small": f"{run} {{input}} > {{output}}",
            "one": f"{run} {{input}} > {{output}}",
            "files": f"{run} {{input}}/*.json > {{output}}",
            "array": f'{at} -r ".[] | $(cat {query})" {{input}} > {{output}}',
            "each": f"find {{input}} -type f -print0 | sort -z | xargs -0 {run} > {{output}}",
            "gzip": f"gzip -dc {{input}} | {run} > {{output}}",
            "pipe": f"cat {{input}} | {run} > {{output}}",
        },
    )


def duckdb(name, sql, note):
    at = program("duckdb")
    version = at and first_line(at, "--version")
    if not version:
        return None
    formats = {"files": "unstructured", "array": "array", "one": "unstructured"}
    run = f"{at} -f {{sql}} > /dev/null"
    commands = {layout: run for layout in ("ndjson", "files", "array", "each", "small", "gzip", "one")}
    return Tool(name, version, commands | {"pipe": f"cat {{input}} | {run}"}, note=note, sql=sql, formats=formats)


def python_script(module, script, note=""):
    version = module_version(module)
    if not version:
        return None
    run = f"{program('python')} {shlex.quote(str(QUERIES / script))}"
    lines = f"{run} lines {{input}} > {{output}}"
    return Tool(
        f"python, {module} and csv",
        f"{module} {version}",
        {
            "ndjson": lines,
            "small": lines,
            "array": f"{run} array {{input}} > {{output}}",
            "each": f"find {{input}} -type f | sort | {run} files > {{output}}",
            "gzip": f"gzip -dc {{input}} | {run} lines > {{output}}",
            "pipe": f"cat {{input}} | {run} lines > {{output}}",
            "one": f"echo {{input}} | {run} files > {{output}}",
        },
        note=note,
    )


def query_engine(module, script, name, **more):
    version = module_version(module)
    if not version:
        return None
    run = f"{program('python')} {shlex.quote(str(QUERIES / script))} {{input}} {{output}} > /dev/null"
    return Tool(name, f"{module} {version}", {layout: run for layout in ("ndjson", "small", "gzip")}, **more)


def miller():
    at = program("mlr")
    version = at and first_line(at, "--version")
    if not version:
        return None
    query = shlex.quote(str(QUERIES / "leads.mlr"))
    run = f"{at} --ijsonl --ocsv filter '$event_type == \"widget_new_conversation\"' then put -f {query}"
    return Tool("Miller", version, {layout: f"{run} {{input}} > {{output}}" for layout in ("ndjson", "small")})


def ondemand():
    at = program("ondemand")
    if not at:
        return None
    run = f"{at} < {{input}} > {{output}}"
    return Tool(
        "simdjson On-Demand",
        (INSTALLED / "ondemand.version").read_text().strip(),
        {
            "ndjson": run,
            "small": run,
            "gzip": f"gzip -dc {{input}} | {at} > {{output}}",
            "pipe": f"cat {{input}} | {at} > {{output}}",
        },
        note="no tool: C++ for this job, 1 thread",
    )


def line_count():
    return Tool(
        "wc -l",
        first_line("wc", "--version"),
        {"ndjson": "wc -l {input} > {output}", "pipe": "cat {input} | wc -l > {output}"},
        note="for scale",
        compared=False,
    )


def all_tools():
    """Every tool that is there, leadmap first; and the names of those that are not."""
    peers = {
        "wc -l": line_count(),
        "simdjson On-Demand": ondemand(),
        "DuckDB, typed": duckdb("DuckDB, typed", "typed.sql", "the types written out"),
        "DuckDB, paths": duckdb("DuckDB, paths", "extract.sql", "`json_extract_string`"),
        "ClickHouse": query_engine("chdb", "with_clickhouse.py", "ClickHouse", note="order lost", ordered=False),
        "polars": query_engine("polars", "with_polars.py", "polars"),
        "msgspec": python_script("msgspec", "with_msgspec.py", "a script with types"),
        "orjson": python_script("orjson", "with_orjson.py", "a script"),
        "jaq": jq_like("jaq"),
        "jq": jq_like("jq"),
        "Miller": miller(),
    }
    missing = [name for name, tool in peers.items() if tool is None]
    return [*leadmap_tools(), *(tool for tool in peers.values() if tool)], missing

//! `leadmap completions` and `leadmap man`: what goes into a package.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::run::{Folder, has};

/// The commands, as `leadmap --help` names them.
fn commands() -> Vec<String> {
    let help = Folder::new().run(&["--help"]).ends_with(0).stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// What a program says of `input`, if the program is there.
fn complaints(program: &str, arguments: &[&str], input: &str) -> Option<String> {
    if !has(program) {
        return None;
    }
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {said}");
    Some(said)
}

#[test]
fn the_help_names_the_commands() {
    let commands = commands();
    for name in ["apply", "explain", "completions", "man"] {
        assert!(commands.iter().any(|command| command == name), "{commands:?}");
    }
}

#[test]
fn completions_of_every_shell_name_every_command_and_its_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Folder::new().run(&["completions", shell]).ends_with(0).stdout;
        for name in commands() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
        assert!(script.contains("max-rejects"), "{shell}");
    }
}

#[test]
fn bash_reads_its_completions() {
    let script = Folder::new().run(&["completions", "bash"]).stdout;
    if let Some(said) = complaints("/bin/bash", &["-n"], &script) {
        assert_eq!(said, "");
    }
}

#[test]
fn bash_completes_commands_and_options() {
    if !has("/bin/bash") {
        return;
    }
    let script = Folder::new().run(&["completions", "bash"]).stdout;
    for (words, expected) in [
        ("leadmap ap", "apply"),
        ("leadmap apply --max-r", "--max-rejects"),
        ("leadmap completions z", "zsh"),
    ] {
        let last = words.rsplit(' ').next().unwrap();
        let words: Vec<&str> = words.split(' ').collect();
        let ask = format!(
            "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; _leadmap leadmap {last} ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
            words.join(" "),
            words.len() - 1,
        );
        let output = Command::new("/bin/bash").args(["-c", &ask]).output().unwrap();
        let replies = String::from_utf8(output.stdout).unwrap();
        assert!(replies.lines().any(|reply| reply == expected), "{words:?}: {replies}");
    }
}

#[test]
fn an_unknown_shell_is_refused_with_those_there_are() {
    let outcome = Folder::new().run(&["completions", "csh"]).ends_with(2);
    assert!(outcome.stderr.contains("bash, elvish, fish, powershell, zsh"));
    assert_eq!(outcome.stdout, "");
}

#[test]
fn the_manual_page_names_every_command_and_each_has_its_own() {
    let folder = Folder::new();
    let page = folder.run(&["man"]).ends_with(0).stdout;
    for name in commands() {
        // A hyphen that is to be copied is escaped.
        assert!(page.contains(&format!("leadmap\\-{name}(1)")), "{name}");
        let own = folder.run(&["man", &name]).ends_with(0).stdout;
        let version = env!("CARGO_PKG_VERSION");
        let title = format!(".TH leadmap-{name} 1  \"leadmap {version}\"");
        assert!(own.contains(&title), "{own}");
        assert!(own.contains(&format!("\\fBleadmap {name}\\fR")), "{own}");
    }
}

#[test]
fn all_pages_are_written_into_a_folder() {
    let folder = Folder::new();
    let outcome = folder.run(&["man", "--output", "share/man1"]).ends_with(0);
    assert_eq!(outcome.stdout, "");
    let mut expected: Vec<String> = commands();
    expected.iter_mut().for_each(|name| *name = format!("leadmap-{name}.1"));
    expected.push("leadmap.1".into());
    expected.sort();
    let entries = fs::read_dir(folder.path("share/man1")).unwrap();
    let mut written: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    written.sort();
    assert_eq!(written, expected);
    assert_eq!(folder.read("share/man1/leadmap.1"), folder.run(&["man"]).stdout);
}

#[test]
fn pages_are_without_fault_for_the_formatter() {
    let folder = Folder::new();
    for name in commands() {
        let page = folder.run(&["man", &name]).stdout;
        let arguments = ["-man", "-ww", "-z", "-K", "utf-8", "-Tutf8"];
        if let Some(said) = complaints("/usr/bin/groff", &arguments, &page) {
            assert_eq!(said, "", "{name}");
        }
    }
}

#[test]
fn a_page_that_there_is_not_is_an_error() {
    let folder = Folder::new();
    assert_eq!(
        folder.run(&["man", "aply"]).error(),
        "error: there is no command `aply`; did you mean `apply`?"
    );
    assert!(
        folder.run(&["man", "weather"]).error().contains("there are schema, init, check, apply, ")
    );
    folder.run(&["man", "apply", "-o", "x"]).ends_with(2);
    folder.write("file", "");
    let outcome = folder.run(&["man", "-o", "file"]);
    assert!(outcome.error().contains("could not write file"), "{}", outcome.stderr);
}

/// Unix has a device that is always full.
#[test]
fn what_cannot_be_written_is_an_error() {
    if !has("/dev/full") {
        return;
    }
    for arguments in [&["explain"][..], &["completions", "fish"], &["man"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Folder::new().command(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("error: could not write standard output: "), "{said}");
    }
}

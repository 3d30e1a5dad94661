//! Maintenance commands of the repository; `cargo xtask` lists them.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A maintenance command: its name, its description, and the commands that it runs in order in the workspace's root.
struct Chore {
    name: &'static str,
    about: &'static str,
    commands: &'static [&'static [&'static str]],
}

const CHORES: &[Chore] = &[
    Chore { name: "ci", about: "everything that must hold before a change is merged", commands: &[&[".ci/run"]] },
    Chore {
        name: "test",
        about: "every test; `cargo xtask test NAME` those whose name contains NAME",
        commands: &[&["cargo", "test", "--workspace"]],
    },
    Chore {
        name: "bless",
        about: "rewrite every recorded file from what the code does now, and show what changed",
        commands: &[
            &["env", "AUTHSCAN_BLESS=1", "cargo", "test", "-p", "authscan", "--test", "suite"],
            &[
                "env",
                "AUTHSCAN_BLESS=1",
                "cargo",
                "test",
                "-p",
                "authscan-cli",
                "--test",
                "cli",
                "--",
                "boards",
                "picture",
            ],
            &["env", "AUTHSCAN_BLESS=1", "cargo", "test", "-p", "authscan", "--example", "foreign"],
            &["cargo", "run", "--release", "--example", "generate_schemas"],
            &["git", "--no-pager", "diff", "--stat"],
        ],
    },
    Chore {
        name: "board",
        about: "measure recovery on damage that no cost was fitted on, and record it in docs/scoreboard.*",
        commands: &[&["cargo", "run", "--release", "--example", "scoreboard"]],
    },
    Chore {
        name: "costs",
        about: "find out on which costs of the cost model answers depend, or estimate them; `cargo xtask costs --help`",
        commands: &[&["cargo", "run", "--release", "--features", "jsonmend/tune", "--example", "costs", "--"]],
    },
    Chore {
        name: "recovery",
        about: "write docs/recovery.md: all boards in one table, beside other repairers",
        commands: &[&["tests/tools/recovery"]],
    },
    Chore {
        name: "schemas",
        about: "write the JSON Schemas of every payload to schemas/",
        commands: &[&["cargo", "run", "--release", "--example", "generate_schemas"]],
    },
    Chore { name: "fuzz", about: "run the fuzz targets; `cargo xtask fuzz --help`", commands: &[&["fuzz/campaign"]] },
    Chore {
        name: "imports",
        about: "print which folder of the engine imports which",
        commands: &[&["cargo", "test", "-p", "authscan", "--test", "suite", "imports::table", "--", "--nocapture"]],
    },
    Chore {
        name: "sizes",
        about: "list files over 500 lines and functions over 60",
        commands: &[&["cargo", "test", "-p", "authscan", "--test", "suite", "sizes::table", "--", "--nocapture"]],
    },
    Chore {
        name: "bench",
        about: "instruction counts of every stage against the recorded ones",
        commands: &[&["cargo", "run", "--release", "--manifest-path", "benches/Cargo.toml", "--bin", "instructions"]],
    },
    Chore {
        name: "interop",
        about: "compare with other JSON Schema validators (needs Python and Node)",
        commands: &[&["tests/interop/run"]],
    },
    Chore {
        name: "generators",
        about: "generate code from the schemas and compile it (needs Python and Node)",
        commands: &[&["tests/generators/run"]],
    },
    Chore {
        name: "browser",
        about: "try the HTML report in a browser (needs Chromium)",
        commands: &[&["tests/browser/run"]],
    },
    Chore {
        name: "spark",
        about: "run the cluster job on one machine (needs Java and Python)",
        commands: &[&["examples/spark/run"]],
    },
    Chore {
        name: "panics",
        about: "list the panicking code that is left in a release build",
        commands: &[&["tests/panics/run"]],
    },
    Chore {
        name: "versions",
        about: "build with the lowest versions of Rust and of the dependencies",
        commands: &[&["tests/versions/run"]],
    },
];

/// Returns the root directory of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).map(Path::to_owned).unwrap_or_default()
}

fn usage() {
    println!("cargo xtask CHORE [ARGUMENTS]; arguments go to the chore's first command\n");
    for chore in CHORES {
        println!("  {:<10}{}", chore.name, chore.about);
    }
}

fn run(chore: &Chore, arguments: &[String]) -> Result<(), String> {
    for (at, command) in chore.commands.iter().enumerate() {
        let [program, rest @ ..] = *command else { continue };
        let extra = if at == 0 { arguments } else { &[] };
        let status = Command::new(program).args(rest).args(extra).current_dir(root()).status();
        match status {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(format!("`{}` ended with {status}", command.join(" "))),
            Err(error) => return Err(format!("`{program}` did not start: {error}")),
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        usage();
        return ExitCode::SUCCESS;
    };
    let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
        eprintln!("there is no chore `{name}`; `cargo xtask` lists them");
        return ExitCode::from(2);
    };
    match run(chore, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

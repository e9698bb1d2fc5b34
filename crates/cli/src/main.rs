//! The command line: the same app without a window, for scripts, for help, and for people who like to type.
//!
//! What it prints is for people; `--json` prints the app's own answer instead. It may run while a window has the same
//! data open. Exit codes: 0 done, 1 not done (the reason is on standard error), 2 not understood, 3 done but `doctor`,
//! `fsck`, `sync` or `person import` found something wrong.

mod after;
mod args;
mod ask;
mod compare;
mod folder;
mod interviews;
mod keys;
mod letters;
mod output;
mod people;
mod prepare;
mod schedule;
mod system;
mod today;

use args::{Args, Command, Fsck};
use clap::Parser as _;
use firsthand_app::{ApiError, App};
use output::{Output, Printed};
use std::{process::ExitCode, sync::Arc};

/// At most so many steps of merging the search index follow a command: a fraction of the time that starting a program takes.
const TIDY: usize = 4;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(Printed::Fine) => ExitCode::SUCCESS,
        Ok(Printed::SomethingWrong) => ExitCode::from(3),
        Err(error) => {
            report(&args, &error);
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<Printed> {
    let mut output = Output::new(args.json);
    if let Command::Fsck(Fsck { folder: Some(folder), .. }) = &args.command {
        return folder::fsck_outside(folder, &mut output);
    }
    let data_dir = args.data_dir()?;
    let app = App::open(&data_dir)?;
    let app = Arc::new(app);
    let printed = command(&app, &args.command, &mut output)?;
    // What was asked for is done and printed, so a failure here is nobody's: the next program to write merges the index.
    drop(app.tidy(TIDY));
    Ok(printed)
}

fn command(app: &Arc<App>, command: &Command, output: &mut Output) -> anyhow::Result<Printed> {
    match command {
        Command::Sync(sync) => system::sync(app, sync, output),
        Command::Init(init) => system::init(app, init, output),
        Command::Join(join) => system::join(app, join, output),
        Command::Pair => system::pair(app, output),
        Command::Recover(recover) => keys::recover(app, recover, output),
        Command::Keys(command) => keys::run(app, command, output),
        Command::Today => today::run(app, output),
        Command::Person(command) => people::run(app, command, output),
        Command::Interview(command) => interviews::run(app, command, output),
        Command::Schedule(command) => schedule::schedule(app, command, output),
        Command::Calendar(command) => schedule::calendar(app, command, output),
        Command::Lead(command) => after::lead(app, command, output),
        Command::Network => after::network(app, output),
        Command::Explorations => compare::explorations(app, output),
        Command::Decide(decide) => compare::decide(app, decide, output),
        Command::Progress => compare::progress(app, output),
        Command::OutcomeOf(args) => after::outcome_of(app, args, output),
        Command::Jot(jot) => interviews::jot(app, jot, output),
        Command::Ask(ask) => ask::ask(app, ask, output),
        Command::Outcome(outcome) => ask::outcome(app, outcome, output),
        Command::Letter(letter) => letters::letter(app, letter, output),
        Command::Sent(letter) => letters::sent(app, letter, output),
        Command::Search(search) => system::search(app, search, output),
        Command::Fsck(fsck) => folder::fsck(app, fsck, output),
        Command::Device(command) => folder::device(app, command, output),
        Command::Status => system::status(app, output),
        Command::Export(export) => system::export(app, export, output),
        Command::Undo => system::undo(app, output),
        Command::Doctor => system::doctor(app, output),
    }
}

fn report(args: &Args, error: &anyhow::Error) {
    let api = error.downcast_ref::<ApiError>();
    if args.json {
        let code = api.map_or("failed", |error| &error.code);
        let hint = api.and_then(|error| error.hint.clone());
        eprintln!("{}", serde_json::json!({"error": {"code": code, "message": error.to_string(), "hint": hint}}));
        return;
    }
    eprintln!("{error:#}");
    if let Some(hint) = api.and_then(|error| error.hint.as_ref()) {
        eprintln!("{hint}");
    }
}

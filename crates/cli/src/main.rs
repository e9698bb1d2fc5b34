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
use std::process::ExitCode;

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
    match &args.command {
        Command::Init(init) => system::init(&app, init, &mut output),
        Command::Join(join) => system::join(&app, join, &mut output),
        Command::Pair => system::pair(&app, &mut output),
        Command::Recover(recover) => keys::recover(&app, recover, &mut output),
        Command::Keys(command) => keys::run(&app, command, &mut output),
        Command::Today => today::run(&app, &mut output),
        Command::Person(command) => people::run(&app, command, &mut output),
        Command::Interview(command) => interviews::run(&app, command, &mut output),
        Command::Schedule(command) => schedule::schedule(&app, command, &mut output),
        Command::Calendar(command) => schedule::calendar(&app, command, &mut output),
        Command::Lead(command) => after::lead(&app, command, &mut output),
        Command::Network => after::network(&app, &mut output),
        Command::Explorations => compare::explorations(&app, &mut output),
        Command::Decide(decide) => compare::decide(&app, decide, &mut output),
        Command::Progress => compare::progress(&app, &mut output),
        Command::OutcomeOf(args) => after::outcome_of(&app, args, &mut output),
        Command::Jot(jot) => interviews::jot(&app, jot, &mut output),
        Command::Ask(ask) => ask::ask(&app, ask, &mut output),
        Command::Outcome(outcome) => ask::outcome(&app, outcome, &mut output),
        Command::Letter(letter) => letters::letter(&app, letter, &mut output),
        Command::Sent(letter) => letters::sent(&app, letter, &mut output),
        Command::Search(search) => system::search(&app, search, &mut output),
        Command::Sync(sync) => system::sync(app, sync, &mut output),
        Command::Fsck(fsck) => folder::fsck(&app, fsck, &mut output),
        Command::Device(command) => folder::device(&app, command, &mut output),
        Command::Status => system::status(&app, &mut output),
        Command::Export(export) => system::export(&app, export, &mut output),
        Command::Undo => system::undo(&app, &mut output),
        Command::Doctor => system::doctor(&app, &mut output),
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

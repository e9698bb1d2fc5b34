//! What can be typed.

use anyhow::Context as _;
use chrono::{DateTime, Local, NaiveDateTime, TimeZone as _, Utc};
use clap::{Parser, Subcommand};
use firsthand_app::{is_zone, local_zone, moment_in};
use firsthand_domain::Id;
use std::path::PathBuf;

/// The data folder's place among a user's data, shared with the window.
const IDENTIFIER: &str = "app.firsthand.Firsthand";

/// Keep informational interviews: people, talks, answers, jots.
#[derive(Parser)]
#[command(name = "firsthand", version, about, arg_required_else_help = true)]
pub(crate) struct Args {
    /// The folder of the data; the window's own when left out.
    #[arg(long, global = true, env = "FIRSTHAND_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    pub(crate) fn data_dir(&self) -> anyhow::Result<PathBuf> {
        match &self.data_dir {
            Some(folder) => Ok(folder.clone()),
            None => dirs::data_dir()
                .map(|data| data.join(IDENTIFIER).join("data"))
                .context("This system names no folder for data. Say one with --data-dir."),
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Open the data; with a folder, set up sync in it.
    Init(Init),
    /// Join the devices that share a folder, with a pairing code from one of them.
    Join(Join),
    /// Show the pairing code that lets another device in.
    Pair,
    /// Open a folder with the recovery code or the passphrase, when no other device is at hand.
    Recover(Recover),
    /// Recovery code, passphrase, and leaving a lost device out.
    #[command(subcommand)]
    Keys(Keys),
    /// Say what to do next: one thing a person, overdue first.
    Today,
    /// People.
    #[command(subcommand)]
    Person(Person),
    /// Interviews.
    #[command(subcommand)]
    Interview(Interview),
    /// Agree on when, how and where an interview is held.
    Schedule(Schedule),
    /// Calendar entries, and invitations that arrived as files.
    #[command(subcommand)]
    Calendar(Calendar),
    /// Leads, with who told you of them.
    #[command(subcommand)]
    Lead(Lead),
    /// Show who led you to whom.
    Network,
    /// List the explorations.
    Explorations,
    /// Decide about an exploration; what was decided before stays.
    Decide(Decide),
    /// Show how the search goes, week by week.
    Progress,
    /// Say what became of a name or a suggestion; a report to whoever gave it is owed from then on.
    OutcomeOf(OutcomeOf),
    /// Jot something down; without words, standard input is read.
    Jot(Jot),
    /// Show what to say when you ask somebody for a talk, and what was tried before.
    Ask(Ask),
    /// Record what came of asking somebody, with all that follows from it.
    Outcome(Outcome),
    /// Write a letter from what is known, for your own mail; the app sends nothing.
    Letter(Letter),
    /// Say that a letter was sent, and settle what it was for.
    Sent(Letter),
    /// Find words in everything, also narrowed by person:, exploration:, after: and before:.
    Search(Search),
    /// Look at the sync folder now.
    Sync(Sync),
    /// Look at every file of a sync folder: what is damaged, and what a new device would get.
    Fsck(Fsck),
    /// The other devices, and leaving them.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Say what there is and where it is.
    Status,
    /// Write everything out.
    #[command(subcommand)]
    Export(Export),
    /// Take the last change back.
    Undo,
    /// Compare the projection with the documents, and read every document.
    Doctor,
}

#[derive(clap::Args)]
pub(crate) struct Init {
    /// The folder that some program keeps equal on all devices.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// What this device is called.
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) device: String,
    /// Where this device shares a folder already: move everything into the new one, or begin anew with new keys.
    #[arg(long, value_name = "WHAT", value_parser = ["move", "anew"], requires = "folder")]
    pub(crate) earlier: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Join {
    /// The folder.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// The pairing code; read from standard input when left out, so that it stays out of the shell's history.
    #[arg(long)]
    pub(crate) code: Option<String>,
    /// What this device is called.
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) device: String,
}

#[derive(clap::Args)]
pub(crate) struct Recover {
    /// The folder.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
    /// What this device is called. The recovery code or passphrase is read from standard input.
    #[arg(long, default_value = "", value_name = "NAME")]
    pub(crate) device: String,
}

/// Secrets are read from standard input, so that they stay out of the shell's history.
#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Say where the keys lie and what opens the folder.
    Status,
    /// Show the recovery code, until it has been confirmed.
    Show,
    /// Compare the recovery code on standard input, and forget it.
    Confirm,
    /// Make a new recovery code; the old one opens nothing that comes after.
    Renew,
    /// Let the passphrase on standard input open the folder.
    Passphrase {
        /// Take the passphrase away instead.
        #[arg(long)]
        remove: bool,
    },
    /// Make a new key, which devices that are left out do not get.
    Rotate {
        /// A device to leave out, by its id; may be given again. `--json sync` shows the ids.
        #[arg(long, value_name = "ID")]
        without: Vec<String>,
    },
}

#[derive(clap::Args)]
pub(crate) struct Fsck {
    /// Any folder, checked without a key; this device's own, with its key, when left out.
    #[arg(value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
    /// Put back from this device what is missing or damaged.
    #[arg(long, conflicts_with = "folder")]
    pub(crate) repair: bool,
}

#[derive(Subcommand)]
pub(crate) enum DeviceCommand {
    /// Say what each device has and lacks.
    List,
    /// Take a lost device out of use: it cannot read what comes after.
    Lost {
        /// The device, by its id.
        id: String,
    },
    /// Take a device into use again.
    Found {
        /// The device, by its id.
        id: String,
    },
    /// Leave for good from this device: the others are told not to wait for it.
    Leave,
}

#[derive(Subcommand)]
pub(crate) enum Person {
    /// Add a person; a name is enough.
    Add {
        name: String,
        /// The job title.
        #[arg(long)]
        role: Option<String>,
        /// The organization's name.
        #[arg(long)]
        organization: Option<String>,
        /// How you know them.
        #[arg(long)]
        how_known: Option<String>,
    },
    /// List people, those whose words match when some are given.
    List { words: Vec<String> },
    /// Show one person, by id or by a name that only one person has.
    Show { person: String },
    /// Bring contacts from a vCard file.
    Import {
        file: PathBuf,
        /// Only say what would happen.
        #[arg(long)]
        preview: bool,
        /// Say whom a card is about: its number as the preview shows it, and a person's id or name, or `new` for somebody new.
        #[arg(long, value_name = "CARD=PERSON")]
        same: Vec<String>,
        /// Take over what the cards say otherwise; without it everything here stays as it is, and the differences are listed.
        #[arg(long)]
        take_changes: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum Interview {
    /// Plan a talk.
    Plan {
        /// With whom: an id, or a name that only one person has.
        #[arg(long)]
        person: Option<String>,
        /// When, such as 2026-11-30T14:30 in local time.
        #[arg(long, value_parser = moment)]
        at: Option<DateTime<Utc>>,
        /// The promised minutes.
        #[arg(long)]
        minutes: Option<u32>,
    },
    /// List talks.
    List,
    /// Show one talk with its answers.
    Show { interview: Id },
    /// Begin a talk now.
    Start { interview: Id },
    /// Note that a talk took place at its agreed time, once that is over.
    TookPlace { interview: Id },
    /// Answer a question, by its place in the plan from 1; without words, standard input is read.
    Answer { interview: Id, place: usize, words: Vec<String> },
    /// Show what to think of before a talk.
    Prepare {
        interview: Id,
        /// Tick a point by its word.
        #[arg(long, value_name = "WORD")]
        tick: Option<String>,
        /// Say that you are prepared.
        #[arg(long)]
        ready: bool,
    },
    /// Begin a talk right now that was not planned.
    Meet {
        /// With whom: an id, or a name that only one person has.
        #[arg(long)]
        person: Option<String>,
    },
    /// Mark an answer, by the question's place in the plan from 1.
    Mark {
        interview: Id,
        place: usize,
        /// What it holds for.
        #[arg(long, value_parser = ["typical", "this_place", "unsure", "unmarked"])]
        holds: Option<String>,
        /// Whether it stays out of every export and letter.
        #[arg(long, value_name = "YES", num_args = 0..=1, default_missing_value = "true")]
        off_record: Option<bool>,
    },
    /// Note what struck you right after a talk.
    Debrief {
        interview: Id,
        /// How the work looks to you now.
        #[arg(long, value_parser = ["drawn", "mixed", "put_off"])]
        impression: Option<String>,
        /// What you would ask next.
        #[arg(long)]
        next: Option<String>,
        /// What struck you.
        words: Vec<String>,
    },
    /// End a talk now.
    End { interview: Id },
}

#[derive(clap::Args)]
pub(crate) struct Schedule {
    pub(crate) interview: Id,
    /// When, such as 2026-11-30T14:30 by the clocks of the zone.
    #[arg(long, value_parser = agreed)]
    pub(crate) at: Option<Agreed>,
    /// The zone that the time was agreed in, such as Europe/Berlin; this computer's when left out.
    #[arg(long, requires = "at")]
    pub(crate) zone: Option<String>,
    /// The promised minutes.
    #[arg(long)]
    pub(crate) minutes: Option<u32>,
    /// They know of the new length already.
    #[arg(long, requires = "minutes", conflicts_with = "will_tell")]
    pub(crate) they_know: bool,
    /// You will tell them of the new length.
    #[arg(long, requires = "minutes")]
    pub(crate) will_tell: bool,
    /// How it is held.
    #[arg(long, value_parser = ["in_person", "lunch", "phone", "video", "email"])]
    pub(crate) form: Option<String>,
    /// Where.
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// That is their workplace.
    #[arg(long)]
    pub(crate) their_place: bool,
    /// You pay for lunch.
    #[arg(long)]
    pub(crate) i_pay: bool,
    /// Whether they show you around.
    #[arg(long, value_parser = ["not_asked", "yes", "no"])]
    pub(crate) tour: Option<String>,
    /// It will not happen.
    #[arg(long, conflicts_with_all = ["at", "minutes", "form", "place", "tour"])]
    pub(crate) off: bool,
}

#[derive(Subcommand)]
pub(crate) enum Calendar {
    /// Write the calendar entry of an interview, to a file or into the data folder.
    Write { interview: Id, file: Option<PathBuf> },
    /// Say what a calendar file holds.
    Show { file: PathBuf },
    /// Take an event of a calendar file: a new interview, or the time of one that is known.
    Take {
        file: PathBuf,
        /// Which event, from 1.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        event: u32,
        /// The interview that it gives a time.
        #[arg(long)]
        interview: Option<Id>,
        /// With whom a new interview is: an id, or a name that only one person has.
        #[arg(long)]
        person: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum Lead {
    /// Note a lead.
    Add {
        what: String,
        /// The organization's name.
        #[arg(long, default_value = "")]
        organization: String,
        /// Where to read about it.
        #[arg(long, default_value = "")]
        url: String,
        /// Who told you: an id, or a name that only one person has.
        #[arg(long)]
        source: Option<String>,
    },
    /// List leads, open ones first.
    List,
}

#[derive(clap::Args)]
pub(crate) struct OutcomeOf {
    /// The referral or suggestion, by its id; `--json interview show` names it.
    pub(crate) referral: Id,
    #[arg(value_parser = ["open", "reached", "met", "no_reply", "declined", "let_go"])]
    pub(crate) outcome: String,
}

#[derive(clap::Args)]
pub(crate) struct Jot {
    pub(crate) words: Vec<String>,
    /// Whom it is about: an id, or a name that only one person has.
    #[arg(long)]
    pub(crate) person: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Ask {
    /// Whom: an id, or a name that only one person has.
    pub(crate) person: String,
    /// For which exploration; the person's or the only open one when left out.
    #[arg(long, value_name = "ID")]
    pub(crate) exploration: Option<Id>,
}

#[derive(clap::Args)]
pub(crate) struct Outcome {
    /// Who was asked: an id, or a name that only one person has.
    pub(crate) person: String,
    /// What they said.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(firsthand_domain::Outcome::WORDS))]
    pub(crate) outcome: String,
    /// How they were asked.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(firsthand_domain::Channel::WORDS))]
    pub(crate) channel: Option<String>,
    /// The minutes that were promised.
    #[arg(long)]
    pub(crate) minutes: Option<u32>,
    /// When to call back, such as 2026-11-30T14:30 in local time; in an hour when left out.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) call_back: Option<DateTime<Utc>>,
    /// Whom they named instead.
    #[arg(long, value_name = "NAME")]
    pub(crate) named: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Letter {
    /// What it is for.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(firsthand_domain::Purpose::WORDS))]
    pub(crate) purpose: String,
    /// To whom: an id, or a name that only one person has.
    #[arg(long)]
    pub(crate) person: Option<String>,
    /// About which interview.
    #[arg(long, value_name = "ID")]
    pub(crate) interview: Option<Id>,
    /// Which follow-up it settles.
    #[arg(long, value_name = "ID")]
    pub(crate) follow_up: Option<Id>,
    /// About which referral.
    #[arg(long, value_name = "ID")]
    pub(crate) referral: Option<Id>,
    /// How it goes out; as the person prefers when left out.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(firsthand_domain::Channel::WORDS))]
    pub(crate) channel: Option<String>,
    /// Print the address that opens a mail program instead.
    #[arg(long)]
    pub(crate) mailto: bool,
}

#[derive(clap::Args)]
pub(crate) struct Search {
    /// Words, the last as far as you like; words in quotes stand together. Filters: `person:ana`, `exploration:nursing`,
    /// `after:2026-11-01`, `before:2026-12` (also a month or a year). Quotes need quotes for the shell:
    /// 'pay person:"Ana María"'.
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    /// How many hits at most.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: u32,
}

#[derive(clap::Args)]
pub(crate) struct Sync {
    /// Go on until interrupted.
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Subcommand)]
pub(crate) enum Export {
    /// Everything as JSON, to a file or to standard output.
    Json { file: Option<PathBuf> },
    /// All answers side by side to a file, as CSV, or as Markdown if its name ends so; off the record they stay here.
    Answers {
        /// The file.
        file: PathBuf,
        /// Only talks of this exploration, by its id or its name.
        #[arg(long)]
        exploration: Option<String>,
        /// A row for each person, instead of each question.
        #[arg(long)]
        by_person: bool,
        /// Semicolons between the cells, as spreadsheets expect where people write a decimal comma.
        #[arg(long)]
        semicolons: bool,
    },
    /// The lists that gather from answers to a file, as CSV.
    Lists {
        /// The file.
        file: PathBuf,
        /// Only from talks of this exploration, by its id or its name.
        #[arg(long)]
        exploration: Option<String>,
        /// Semicolons between the cells, as spreadsheets expect where people write a decimal comma.
        #[arg(long)]
        semicolons: bool,
    },
    /// An exploration's findings as a page to take along, to a file or to standard output.
    Findings {
        /// The exploration, by its id or its name.
        exploration: String,
        /// The file.
        file: Option<PathBuf>,
    },
}

/// `firsthand decide`.
#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    /// The exploration, by its id or its name.
    pub(crate) exploration: String,
    /// What is decided: `go_on`, `refine`, `choose` or `rule_out`.
    pub(crate) course: String,
    /// Why.
    pub(crate) reason: Vec<String>,
}

impl Command {
    /// Whether times of this computer's zone are read or shown.
    pub(crate) const fn tells_times(&self) -> bool {
        matches!(
            self,
            Self::Today
                | Self::Interview(_)
                | Self::Schedule(_)
                | Self::Calendar(_)
                | Self::Ask(_)
                | Self::Outcome(_)
                | Self::Letter(_)
                | Self::Sent(_)
        )
    }
}

/// A time as two people agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreed {
    /// A time with its offset from UTC.
    Moment(DateTime<Utc>),
    /// A time without an offset, by the clocks of the zone.
    Clock(NaiveDateTime),
}

impl Agreed {
    /// The moment that is meant, by the clocks of a zone.
    pub(crate) fn in_zone(self, zone: &str) -> anyhow::Result<DateTime<Utc>> {
        match self {
            Self::Moment(at) => Ok(at),
            Self::Clock(clock) => {
                let zone = if zone.is_empty() { "UTC" } else { zone };
                anyhow::ensure!(is_zone(zone), "There is no zone {zone}. Write it as Europe/Berlin.");
                moment_in(zone, clock).with_context(|| format!("The clocks of {zone} skip that time on that day."))
            }
        }
    }
}

fn agreed(text: &str) -> Result<Agreed, String> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(at) => Ok(Agreed::Moment(at.with_timezone(&Utc))),
        Err(_) => clock(text).map(Agreed::Clock),
    }
}

fn clock(text: &str) -> Result<NaiveDateTime, String> {
    ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .ok_or_else(|| "write it as 2026-11-30T14:30".to_owned())
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    let (zone, clock) = (local_zone(), clock(text)?);
    // Without a zone of a known name, the system's clock still shows a time.
    let at = if zone.is_empty() {
        Local.from_local_datetime(&clock).earliest().map(|at| at.with_timezone(&Utc))
    } else {
        moment_in(&zone, clock)
    };
    at.ok_or_else(|| "the clocks skip that time on that day".to_owned())
}

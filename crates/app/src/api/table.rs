//! The table of commands; every transport reads it, and the user interface's types are generated from it.

use super::{
    ApiError, ById, InterviewRow, Nothing, after as a, asking as k, compare as m, deciding as d, folder as f,
    interviews as i, letters as l, notes as n, people as p, schedule as c, system as s, today as t,
};
use crate::{App, actions as act, queries as ask};
use firsthand_domain::Organization;
use serde_json::Value;

/// One command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its name on every transport.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
}

macro_rules! commands {
    ($(#[doc = $about:literal] $name:ident($args:ty) -> $result:ty = $handler:path;)*) => {
        /// Every command, in the order of the table.
        pub const COMMANDS: &[Command] = &[$(Command { name: stringify!($name), about: $about.trim_ascii_start() }),*];

        /// Runs the command `name`; blocks until its effect is durable.
        ///
        /// # Errors
        /// [`ApiError`] when there is no such command, when the arguments do not fit, or when it cannot be done.
        pub fn dispatch(app: &App, name: &str, args: Value) -> Result<Value, ApiError> {
            match name {
                $(stringify!($name) => {
                    let args: $args = read(name, args)?;
                    let result: $result = $handler(app, args)?;
                    write(&result)
                })*
                _ => Err(ApiError::new("unknown_command", format!("There is no command \"{name}\"."))),
            }
        }

        /// Shows every command with the types of its arguments and result to `visit`.
        #[cfg(feature = "bindings")]
        pub fn visit_types(visit: &mut impl crate::bindings::Visit) {
            $(visit.command::<$args, $result>(stringify!($name), $about.trim_ascii_start());)*
        }
    };
}

fn read<T: serde::de::DeserializeOwned>(name: &str, args: Value) -> Result<T, ApiError> {
    let args = if args.is_null() { Value::Object(serde_json::Map::new()) } else { args };
    serde_json::from_value(args).map_err(|error| ApiError::new("invalid", format!("{name} cannot take that: {error}.")))
}

fn write<T: serde::Serialize>(result: &T) -> Result<Value, ApiError> {
    serde_json::to_value(result)
        .map_err(|error| ApiError::new("storage", format!("The result cannot be shown: {error}.")))
}

commands! {
    /// Tells what to do next and what is coming.
    today(Nothing) -> t::TodayPage = ask::today;
    /// Tells what is due now, and whether the system may say so too.
    reminders(Nothing) -> t::ReminderState = ask::reminders;
    /// Says whether the system may show reminders on this device.
    reminders_allow(t::AllowReminders) -> t::ReminderState = act::reminders_allow;

    /// Lists all people by name.
    people(Nothing) -> Vec<p::PersonRow> = ask::people;
    /// Shows one person.
    person(ById) -> p::PersonPage = ask::person;
    /// Adds a person; a name is enough.
    person_add(p::AddPerson) -> n::Saved = act::person_add;
    /// Says where a person works, by name.
    person_set_organization(p::SetOrganization) -> n::Saved = act::person_set_organization;
    /// Lists all organizations by name.
    organizations(Nothing) -> Vec<Organization> = ask::organizations;
    /// Shows one organization.
    organization(ById) -> p::OrganizationPage = ask::organization;
    /// Keeps the addresses and numbers in a text as ways to reach a person.
    ways_keep(p::KeepWays) -> Nothing = act::ways_keep;
    /// Makes a mentioned name a linked prospect.
    referral_add(p::AddReferral) -> p::AddedReferral = act::referral_add;
    /// Makes a name that came up anywhere a linked prospect; somebody of that name who is known already is meant.
    mention_add(k::AddMention) -> p::AddedReferral = act::mention_add;
    /// Finds the people whom a name may mean.
    people_called(k::FindNamed) -> k::CalledSo = ask::people_called;
    /// Shows what to say on the telephone, and what was tried before.
    call_script(k::AskFor) -> k::CallScript = ask::call_script;
    /// Records what came of asking somebody, with all that follows from it.
    outcome_record(k::RecordOutcome) -> k::Recorded = act::outcome_record;
    /// Notes a try to reach somebody.
    attempt_add(p::AddAttempt) -> n::Saved = act::attempt_add;
    /// Notes something owed.
    follow_up_add(p::AddFollowUp) -> n::Saved = act::follow_up_add;
    /// Marks something owed as done, or as open again.
    follow_up_done(p::SetDone) -> n::Saved = act::follow_up_done;

    /// Lists all talks, the nearest and the newest first.
    interviews(Nothing) -> Vec<InterviewRow> = ask::interviews;
    /// Shows one talk.
    interview(ById) -> i::InterviewPage = ask::interview;
    /// Plans a talk, starting from the three pinned questions.
    interview_plan(i::PlanInterview) -> n::Saved = act::interview_plan;
    /// Begins a talk now.
    interview_start(ById) -> n::Saved = act::interview_start;
    /// Plans a talk and begins it, in one act.
    meet_now(i::MeetNow) -> n::Saved = act::meet_now;
    /// Ends a talk now.
    interview_end(ById) -> n::Saved = act::interview_end;
    /// Notes that a talk took place at its agreed time, once that is over.
    took_place(ById) -> n::Saved = act::took_place;
    /// Opens a talk again that was ended too early.
    interview_resume(ById) -> n::Saved = act::interview_resume;
    /// Notes that they offered more time.
    interview_offer_more(i::OfferMore) -> n::Saved = act::interview_offer_more;
    /// Agrees on when, how and where a talk is held.
    schedule(c::ScheduleInterview) -> c::Scheduled = act::schedule;
    /// Promises a length; asks back once they were told another.
    promise(c::SetPromise) -> c::Scheduled = act::promise;
    /// Calls a talk off.
    call_off(ById) -> c::Scheduled = act::call_off;
    /// Writes a talk's calendar entry to a file, under a higher number if it has changed.
    calendar_write(c::CalendarFor) -> c::CalendarFile = act::calendar_write;
    /// Tells how a talk's calendar entry stands.
    calendar_state(ById) -> c::CalendarState = act::calendar_state;
    /// Shows what a calendar file holds; changes nothing.
    invitation_preview(c::ReadInvitation) -> c::InvitationPreview = act::invitation_preview;
    /// Takes one event of a calendar file: a new talk, or the time of one that is known.
    invitation_take(c::TakeInvitation) -> n::Saved = act::invitation_take;
    /// Says what became of a referral or a suggestion; a report to whoever gave it is owed from then on.
    referral_outcome(a::SetReferralOutcome) -> n::Saved = act::referral_outcome;
    /// Notes something that somebody suggested.
    suggestion_add(a::AddSuggestion) -> n::Saved = act::suggestion_add;
    /// Notes a lead with its source.
    lead_add(a::AddLead) -> n::Saved = act::lead_add;
    /// Lists all leads, open ones first.
    leads(Nothing) -> Vec<a::LeadRow> = ask::leads;
    /// Shows how the network grew: everybody once, each after whoever led to them.
    network(Nothing) -> Vec<a::NetworkRow> = ask::network;
    /// Saves an answer while it is typed.
    answer_save(i::SaveAnswer) -> n::Saved = act::answer_save;
    /// Marks an answer as typical or not, and as off the record.
    answer_mark(i::MarkAnswer) -> n::Saved = act::answer_mark;
    /// Lists the questions to choose from.
    questions(Nothing) -> i::QuestionList = ask::questions;
    /// Adds a question of one's own, to a talk's plan as well if one is named.
    question_add(i::AddQuestion) -> n::Saved = act::question_add;

    /// Lists all explorations, open ones first.
    explorations(Nothing) -> Vec<i::ExplorationRow> = ask::explorations;
    /// Shows one exploration.
    exploration(ById) -> i::ExplorationPage = ask::exploration;
    /// Adds an exploration.
    exploration_add(i::AddExploration) -> n::Saved = act::exploration_add;

    /// Lays all answers side by side.
    compare(m::CompareFor) -> m::ComparePage = ask::compare;
    /// Writes what is laid side by side to a file, but for what is off the record.
    compare_export(m::ExportCompared) -> m::ExportedWithout = act::compare_export;
    /// Marks how the answers to a question stand to each other.
    comparison_mark(m::MarkComparison) -> n::Saved = act::comparison_mark;
    /// Gathers the items of list answers, one list for each question.
    collected(m::CollectedFor) -> Vec<m::CollectedList> = ask::collected;
    /// Ticks an item of a gathered list, makes two one, or keeps one apart.
    collected_mark(m::MarkCollected) -> n::Saved = act::collected_mark;
    /// Writes gathered lists to a file, but for what only answers off the record name.
    collected_export(m::ExportCollected) -> m::ExportedWithout = act::collected_export;
    /// Shows what an exploration has come to.
    findings(ById) -> d::FindingsPage = ask::findings;
    /// Writes an exploration's findings as a page to take along; keeps nothing.
    findings_text(ById) -> d::FindingsText = ask::findings_text;
    /// Writes that page to a file.
    findings_export(d::ExportFindings) -> m::ExportedWithout = act::findings_export;
    /// Marks a career against the profile.
    judgement_add(d::AddJudgement) -> n::Saved = act::judgement_add;
    /// Notes a decision about an exploration; what was decided before stays.
    decision_add(d::AddDecision) -> n::Saved = act::decision_add;
    /// Shows how the search goes over time.
    pipeline(Nothing) -> d::PipelinePage = ask::pipeline;

    /// Shows the preferences.
    preferences(Nothing) -> firsthand_domain::Preferences = ask::preferences;
    /// Shows the profile.
    profile(Nothing) -> firsthand_domain::Profile = ask::profile;

    /// Writes a letter or a call script from what is known; keeps nothing.
    letter(l::ComposeLetter) -> l::Composed = ask::letter;
    /// Keeps a letter that the user changed, while it is typed.
    letter_save(l::SaveLetter) -> n::Saved = act::letter_save;
    /// Notes that a letter was sent, and what that settles.
    letter_sent(l::SentLetter) -> n::Saved = act::letter_sent;
    /// Writes the address that opens the mail program with a letter in it.
    letter_address(l::MailWords) -> l::MailAddress = ask::letter_address;
    /// Writes the address that dials a number or opens the mail program.
    way_address(l::WayToOpen) -> l::WayAddress = ask::way_address;
    /// Lists the templates in one tone and one English.
    templates(l::ChooseTemplates) -> l::TemplateList = ask::templates;
    /// Shows how a template reads; changes nothing.
    template_preview(l::PreviewTemplate) -> l::TemplatePreview = ask::template_preview;
    /// Rewords one sentence of a template.
    template_save(l::SaveSentence) -> n::Saved = act::template_save;
    /// Gives a template its built-in wording back.
    template_reset(l::ByName) -> Nothing = act::template_reset;

    /// Lists all jots, the newest first.
    jots(Nothing) -> Vec<n::JotRow> = ask::jots;
    /// Shows one jot.
    jot(ById) -> n::JotRow = ask::jot;
    /// Saves a jot while it is typed; makes it with the first letter.
    jot_save(n::SaveJot) -> n::Saved = act::jot_save;

    /// Changes fields of a document.
    edit(n::EditDocument) -> n::Saved = act::edit;
    /// Puts a document into the bin.
    delete(ById) -> Nothing = act::delete;
    /// Takes a document out of the bin.
    restore(ById) -> Nothing = act::restore;
    /// Lists what lies in the bin, the newest first.
    bin(Nothing) -> Vec<n::BinRow> = ask::bin;
    /// Takes the last change back.
    undo(Nothing) -> n::Undone = act::undo;
    /// Brings a change that was taken back again.
    redo(Nothing) -> n::Undone = act::redo;
    /// Tells what undo and redo would do.
    undo_state(Nothing) -> n::UndoState = ask::undo_state;
    /// Finds words in everything.
    search(n::Search) -> Vec<n::SearchHit> = ask::search;

    /// Shows what a vCard file holds; changes nothing.
    vcard_preview(s::PreviewCards) -> s::ImportPreview = act::vcard_preview;
    /// Brings cards of a vCard file in.
    vcard_import(s::ImportCards) -> s::ImportReport = act::vcard_import;
    /// Writes everything as JSON to a file, but for what is off the record.
    export_json(s::AtPath) -> s::Exported = act::export_json;
    /// Compares the projection with the documents.
    doctor(Nothing) -> s::Health = ask::doctor;
    /// Tells where the data lives.
    about(Nothing) -> s::About = ask::about;

    /// Tells where the user's words are.
    sync_status(Nothing) -> s::SyncStatus = ask::sync_status;
    /// Sets sync up in a folder.
    vault_create(s::CreateVault) -> s::SyncStatus = act::vault_create;
    /// Joins the devices that share a folder.
    vault_join(s::JoinVault) -> s::SyncStatus = act::vault_join;
    /// Shows the words that let another device in.
    pairing_code(Nothing) -> s::PairingCode = ask::pairing_code;
    /// Opens a folder with the recovery code or the passphrase, without another device.
    vault_recover(s::RecoverVault) -> s::SyncStatus = act::vault_recover;
    /// Makes a new key, so that devices which are left out read nothing that comes after.
    vault_rotate(s::RotateVault) -> s::SyncStatus = act::vault_rotate;
    /// Shows the recovery code, as long as the user has not typed it back.
    recovery_code(Nothing) -> s::RecoveryCode = ask::recovery_code;
    /// Compares what the user has with the recovery code; then only the user has it.
    recovery_confirm(s::ConfirmRecovery) -> s::SyncStatus = act::recovery_confirm;
    /// Makes a new recovery code; the old one opens nothing that comes after.
    recovery_renew(Nothing) -> s::RecoveryCode = act::recovery_renew;
    /// Lets a passphrase open the folder, instead of the one that did before.
    passphrase_set(s::SetPassphrase) -> s::SyncStatus = act::passphrase_set;
    /// Takes the passphrase away; it opens nothing that comes after.
    passphrase_remove(Nothing) -> s::SyncStatus = act::passphrase_remove;
    /// Takes a lost device out of use, with a new key for everything that comes after.
    device_lost(f::ChosenDevice) -> s::SyncStatus = act::device_lost;
    /// Takes a device into use again, and with it what it wrote meanwhile.
    device_found(f::ChosenDevice) -> s::SyncStatus = act::device_found;
    /// Tells the other devices not to wait for this one, and stops using the folder; refused while something is unsent.
    sync_leave_for_good(Nothing) -> s::SyncStatus = act::sync_leave_for_good;
    /// Ends the reading of the folder that is under way; what was read stays, and the next look goes on.
    sync_cancel(Nothing) -> s::SyncStatus = act::sync_cancel;
    /// Looks at every file of the folder, and repairs what this device can, if that is wished.
    folder_check(f::CheckFolder) -> f::FolderCheck = act::folder_check;
    /// Looks at the folder now.
    sync_now(Nothing) -> s::SyncStatus = act::sync_now;
    /// Puts what this device wrote back into a folder that was emptied.
    sync_restore(Nothing) -> s::SyncStatus = act::sync_restore;
    /// Stops using the folder; what is here and what is there both stay.
    sync_leave(Nothing) -> s::SyncStatus = act::sync_leave;
    /// Notes that the user has read that a copy of this device's data writes, too.
    notice_read(s::NoticeRead) -> s::SyncStatus = act::notice_read;
    /// Gives this device another name.
    device_rename(s::RenameDevice) -> s::SyncStatus = act::device_rename;
}

#[cfg(test)]
mod tests {
    use super::COMMANDS;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_a_name_of_its_own_and_says_what_it_does() {
        let names: BTreeSet<_> = COMMANDS.iter().map(|command| command.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        assert!(COMMANDS.iter().all(|command| command.about.ends_with('.')));
    }
}

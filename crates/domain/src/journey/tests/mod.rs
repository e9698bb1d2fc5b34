//! The machine against generated lives, against its drawing, and outcome by outcome.

mod life;

use super::*;
use crate::Outcome;
use chrono::Duration;
use life::{Deed, Life, blank};
use proptest::{prelude::*, sample};
use std::collections::BTreeSet;

/// Carries an action out, on the very record that it comes from.
fn carry_out(life: &mut Life, action: &Action) {
    let is_talk = life.aim(action.subject);
    let deeds: &[Deed] = match action.todo {
        Todo::Continue => &[Deed::End],
        Todo::Meet if is_talk => &[Deed::Start],
        Todo::Meet => &[Deed::Plan, Deed::Start],
        Todo::TookPlace => &[Deed::TookPlace],
        Todo::Debrief => &[Deed::Debrief],
        Todo::FollowUp => &[Deed::Settle],
        Todo::CallBack | Todo::AskAgain => &[Deed::Try(Outcome::NoAnswer)],
        Todo::Write | Todo::Ask => &[Deed::Letter],
        Todo::Thank => &[Deed::Thank],
        Todo::Confirm => &[Deed::Confirm],
        Todo::SendQuestions => &[Deed::SendQuestions],
        Todo::Prepare => &[Deed::Prepare],
        Todo::Schedule if is_talk => &[Deed::SetTime],
        Todo::Schedule => &[Deed::Plan, Deed::SetTime],
        Todo::Reflect => &[Deed::Reflect],
    };
    deeds.iter().for_each(|deed| life.live(*deed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn c91_every_reachable_person_has_one_action_or_one_stated_rest(
        deeds in prop::collection::vec(sample::select(Deed::ALL.to_vec()), 0..24),
        order in 0_usize..1000,
    ) {
        let mut life = Life::new();
        for deed in deeds {
            life.live(deed);
            let next = life.next();
            // Today lists exactly the action, and nothing for who is at rest.
            prop_assert_eq!(life.today(), next.clone().action().into_iter().collect::<Vec<_>>());
            let mut turned = life.clone();
            turned.turn(order);
            prop_assert_eq!(&turned.next(), &next, "the order of the records matters");
            match next {
                Next::Do(action) => {
                    prop_assert_eq!(action.person, Some(life.person));
                    let mut later = life.clone();
                    carry_out(&mut later, &action);
                    let again = later.next().action().is_some_and(|then| (then.todo, then.subject) == (action.todo, action.subject));
                    prop_assert!(!again, "doing {:?} leads nowhere", action.todo);
                }
                Next::Rest(rest) => {
                    if let Some(until) = rest.until {
                        prop_assert!(until > life.now, "a rest is over and still rests");
                        let mut later = life.clone();
                        later.now = until;
                        prop_assert_ne!(later.next(), Next::Rest(rest), "the stated end of a rest changes nothing");
                    }
                }
            }
        }
    }

    #[test]
    fn c91_what_is_to_be_done_and_what_is_due_stays_until_the_turn(
        deeds in prop::collection::vec(sample::select(Deed::ALL.to_vec()), 0..24),
        share in 0.0_f64..1.0,
    ) {
        let mut life = Life::new();
        for deed in deeds {
            life.live(deed);
            let due = |life: &Life, now: &Moment| {
                let actions = life.today_at(now);
                actions.into_iter().map(|action| (action.is_due(now), action)).collect::<Vec<_>>()
            };
            let now = Moment::from(life.now);
            let found = due(&life, &now);
            let last = now.turn().map_or(Duration::days(4000), |turn| turn - life.now - Duration::nanoseconds(1));
            prop_assert!(last >= Duration::zero());
            let mut later = life.clone();
            for wait in [last, Duration::milliseconds((last.num_milliseconds() as f64 * share) as i64)] {
                later.now = life.now + wait;
                prop_assert_eq!(due(&later, &later.now.into()), found.clone(), "{} later", wait);
            }
        }
    }

    #[test]
    fn c91_nobody_is_tried_more_often_than_stated(
        deeds in prop::collection::vec(sample::select(Deed::ALL.to_vec()), 0..12),
        minutes in 0_i64..2 * 24 * 60 - 1,
    ) {
        let mut life = Life::after(&deeds);
        life.live(Deed::Try(Outcome::NoAnswer));
        life.now += Duration::minutes(minutes);
        let asks = matches!(life.next(), Next::Do(Action { todo: Todo::Ask | Todo::AskAgain | Todo::Schedule, .. }));
        prop_assert!(!asks, "{minutes} minutes after nobody answered: {:?}", life.next());
    }
}

/// Arrows of the drawing, and the states that it names.
fn drawing() -> (BTreeSet<String>, BTreeSet<(String, String, String)>) {
    let text = include_str!("../../../../../docs/next-actions.md");
    let drawn = text.split("```mermaid").nth(1).unwrap().split("```").next().unwrap();
    let mut states = BTreeSet::new();
    let mut arrows = BTreeSet::new();
    for line in drawn.lines().map(str::trim) {
        if let Some((from, rest)) = line.split_once(" --> ") {
            let (to, deed) = rest.split_once(" : ").unwrap();
            let from = from.replace("[*]", "contact");
            states.extend([from.clone(), to.to_owned()]);
            arrows.insert((from, deed.to_owned(), to.to_owned()));
        }
    }
    (states, arrows)
}

#[test]
fn c91_every_state_and_arrow_of_the_drawing_exists() {
    let (states, arrows) = drawing();
    let known: BTreeSet<String> = Todo::WORDS.iter().chain(Reason::WORDS).map(|word| (*word).to_owned()).collect();
    assert_eq!(states, known, "the drawing names exactly the states that there are");
    // Every life of a few steps; of lives that stand alike only some are followed, so that this ends.
    let mut walked = BTreeSet::new();
    let mut kept: BTreeMap<String, usize> = BTreeMap::new();
    let mut lives = vec![Life::new()];
    for _ in 0..9 {
        let mut further = Vec::new();
        for life in &lives {
            let from = life.next().state().to_owned();
            for deed in Deed::ALL {
                let mut then = life.clone();
                then.live(deed);
                let to = then.next().state().to_owned();
                walked.insert((from.clone(), deed.word().to_owned(), to.clone()));
                let followed = kept.entry(format!("{to} {}", then.shape())).or_default();
                *followed += 1;
                if *followed <= 2 && then.talks.len() <= 2 && then.attempts.len() <= 4 {
                    further.push(then);
                }
            }
        }
        lives = further;
    }
    let missing: Vec<_> = arrows.difference(&walked).collect();
    assert!(missing.is_empty(), "drawn, but nothing goes there: {missing:#?}");
}

#[test]
fn c91_each_of_the_six_outcomes_leads_on() {
    let state = |deeds: &[Deed]| Life::after(deeds).next().state();
    let tried = |outcome, then: &[Deed]| state(&[&[Deed::Seek, Deed::Try(outcome)], then].concat());
    assert_eq!(tried(Outcome::RightNow, &[]), "meet");
    assert_eq!(tried(Outcome::RightNow, &[Deed::Plan, Deed::Start]), "continue");
    assert_eq!(tried(Outcome::Later, &[]), "schedule");
    assert_eq!(tried(Outcome::Later, &[Deed::Plan, Deed::SetTime]), "confirm");
    assert_eq!(tried(Outcome::Busy, &[]), "call_back");
    assert_eq!(tried(Outcome::PrefersEmail, &[]), "write");
    assert_eq!(tried(Outcome::PrefersEmail, &[Deed::Letter]), "awaiting_reply");
    assert_eq!(tried(Outcome::PrefersEmail, &[Deed::Letter, Deed::Weeks]), "ask_again");
    assert_eq!(tried(Outcome::CannotHelp, &[]), "thank");
    assert_eq!(tried(Outcome::CannotHelp, &[Deed::Thank]), "refused");
    assert_eq!(tried(Outcome::NoAnswer, &[]), "no_answer");
    assert_eq!(tried(Outcome::NoAnswer, &[Deed::Days]), "ask_again");
    let no = Deed::Try(Outcome::NoAnswer);
    assert_eq!(tried(Outcome::NoAnswer, &[Deed::Days, no, Deed::Days]), "no_answer", "the second pause is longer");
    assert_eq!(tried(Outcome::NoAnswer, &[Deed::Weeks, no, Deed::Weeks, no, Deed::Weeks, no]), "left_alone");
}

#[test]
fn c91_one_action_a_person_overdue_first() {
    let mut ana = Life::after(&[Deed::Plan, Deed::SetTime]);
    ana.live(Deed::Owe);
    ana.now += Duration::days(8);
    let mut ben: Interview = blank(Id::named("test", "ben's talk"), ana.now);
    ben.person = Some(Id::named("test", "ben"));
    ana.talks.push(ben);
    let listed: Vec<_> = ana.today().into_iter().map(|action| (action.person, action.todo, action.overdue)).collect();
    let (ana, ben) = (Some(ana.person), Some(Id::named("test", "ben")));
    // The talk's time has passed as well, and it came first.
    assert_eq!(listed, [(ana, Todo::TookPlace, true), (ben, Todo::Schedule, false)]);
}

#[test]
fn c91_attempts_at_nobody_in_particular_stay_apart() {
    let now = Life::new().now;
    let attempt = |name: &str| {
        let mut attempt: Attempt = blank(Id::named("test", name), now);
        (attempt.at, attempt.outcome) = (Some(now), Outcome::Busy);
        attempt
    };
    let attempts = [attempt("front desk"), attempt("works council")];
    let actions = next_actions(&now.into(), &Notebook { attempts: &attempts, ..Notebook::default() });
    assert_eq!(actions.len(), 2, "one must not settle the other: {actions:?}");
}

#[test]
fn c04_the_weekly_goal_counts_people_and_not_tries() {
    let mut life = Life::after(&[Deed::Try(Outcome::NoAnswer), Deed::Days, Deed::Try(Outcome::Later)]);
    let week = life.now - Duration::days(6);
    assert_eq!(goal(Some(2), week, &life.attempts), Some(Goal { asked: 1, of: 2 }));
    life.live(Deed::Weeks);
    assert_eq!(goal(Some(2), life.now - Duration::days(6), &life.attempts), Some(Goal { asked: 0, of: 2 }));
    assert_eq!(goal(None, week, &life.attempts), None, "who wants no goal sees none");
}

#[test]
fn c91_an_imported_contact_is_at_rest_and_a_named_one_is_asked() {
    let open = BTreeSet::from(["nursing".to_owned()]);
    let id = Id::named("test", "ana");
    let imported = Known::of(id, false, &[], &open, []);
    assert!(!imported.is_sought);
    assert!(Known::of(id, true, &[], &open, []).is_sought);
    assert!(Known::of(id, false, &["nursing".to_owned()], &open, []).is_sought);
    assert!(!Known::of(id, false, &["closed".to_owned()], &open, []).is_sought);
    let mut referral: crate::Referral = blank(Id::named("test", "referral"), Life::new().now);
    assert!(Known::of(id, false, &[], &open, [&referral]).is_sought);
    referral.outcome = crate::ReferralOutcome::LetGo;
    let let_go = Known::of(id, true, &["nursing".to_owned()], &open, [&referral]);
    assert!(!let_go.is_sought && let_go.is_let_go);
}

#[test]
fn c91_who_can_be_asked_today_stands_before_what_is_due_in_a_month() {
    let life = Life::after(&[Deed::Seek]);
    let duty = |days: i64| {
        let mut duty: FollowUp = blank(Id::named("test", "news for Ben"), life.now);
        (duty.person, duty.due_at) = (Some(Id::named("test", "ben")), Some(life.now + Duration::days(days)));
        duty
    };
    let listed = |life: &Life, days: i64| -> Vec<Todo> {
        let mut life = life.clone();
        life.duties.push(duty(days));
        life.today().into_iter().map(|action| action.todo).collect()
    };
    assert_eq!(listed(&life, 30), [Todo::Ask, Todo::FollowUp]);
    assert_eq!(listed(&life, 8), [Todo::Ask, Todo::FollowUp]);
    assert_eq!(listed(&life, 7), [Todo::FollowUp, Todo::Ask], "what falls due within a week has its turn");
    assert_eq!(listed(&life, -1), [Todo::FollowUp, Todo::Ask], "and what is overdue");
    // The same for one person: a talk without a time is agreed on before news that can wait.
    let mut one = Life::after(&[Deed::Plan]);
    let mut news = duty(30);
    news.person = Some(one.person);
    one.duties.push(news);
    assert_eq!(one.next().state(), "schedule");
    // The order turns by itself when the week begins.
    let now = Moment::from(life.now);
    let mut later = life.clone();
    later.duties.push(duty(30));
    let _ = later.today_at(&now);
    assert_eq!(now.turn(), Some(life.now + Duration::days(23)));
}

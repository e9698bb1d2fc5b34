//! One device: a talk from its plan to its end, and the care for every word.

use crate::devices::{device, start};
use chrono::Duration;
use firsthand_app::api::{
    InterviewRow,
    interviews::QuestionList,
    notes::{BinRow, JotRow, Saved, SearchHit, UndoState, Undone},
    people::AddedReferral,
    today::TodayPage,
};
use firsthand_domain::{Edit, Permission, Stage, bank::question_id, journey::Todo};
use firsthand_tests::dice::Dice;
use serde_json::{Value, json};

#[test]
fn c38_c39_a_talk_starts_from_the_pinned_questions_and_last_times_length() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let first = one.plan(ana);
    let asked: Vec<_> = one.interview(first).questions.iter().map(|asked| asked.question.id).collect();
    assert_eq!(asked, ["q04", "q28", "q51"].map(question_id), "C39");
    one.edit("interview", first, vec![Edit::set("promised_minutes", 45), Edit::set("form", "phone")]);
    one.wait(Duration::minutes(1));
    let second = one.interview(one.plan(ana)).interview;
    assert_eq!((second.promised_minutes, second.form.word()), (Some(45), "phone"), "defaults come from the last time");
}

#[test]
fn c38_questions_are_chosen_ordered_and_added() {
    let one = device();
    let talk = one.plan(one.person_add("Ana Ruiz"));
    let own: Saved =
        one.call("question_add", json!({"ask": "What would you never do again?", "topic": "path", "interview": talk}));
    let plan = vec![own.id, question_id("q10"), question_id("q04")];
    one.edit("interview", talk, vec![Edit::Arrange { field: "plan".into(), ids: plan.clone() }]);
    let asked: Vec<_> = one.interview(talk).questions.iter().map(|asked| asked.question.id).collect();
    assert_eq!(asked, plan);
    one.edit("question", question_id("q10"), vec![Edit::set("ask", "And your evenings?")]);
    let bank: QuestionList = one.call("questions", json!({}));
    let all: Vec<_> = bank.topics.iter().flat_map(|topic| &topic.questions).collect();
    assert_eq!(all.len(), 56, "an edited question of the bank is not doubled");
    assert!(all.iter().any(|view| view.ask == "And your evenings?" && view.edited && !view.own));
    assert!(bank.topics[0].questions.iter().any(|view| view.id == own.id && view.own));
}

#[test]
fn c48_to_c56_a_talk_is_held_and_closed() {
    let one = device();
    let ana = one.person_add("Ana Ruiz");
    let talk = one.plan(ana);
    let at = start() + Duration::hours(2);
    one.edit("interview", talk, vec![Edit::time("scheduled_at", at), Edit::set("zone", "Europe/Berlin")]);
    let todo = |expected| {
        let today: TodayPage = one.call("today", json!({}));
        let hers = today.actions.iter().filter(|row| row.action.person == Some(ana));
        assert_eq!(hers.map(|row| row.action.todo).collect::<Vec<_>>(), [expected], "C91");
    };
    // Two hours before it, nobody would read a confirmation any more.
    todo(Todo::Prepare);
    one.wait(Duration::hours(2));
    todo(Todo::Meet);
    one.call::<Saved>("interview_start", json!({"id": talk}));
    todo(Todo::Continue);
    one.call::<Saved>("interview_offer_more", json!({"id": talk, "minutes": 10}));
    one.call::<Saved>("interview_offer_more", json!({"id": talk, "minutes": 5}));
    one.answer(talk, question_id("q04"), "Mornings on the ward,\nafternoons on paper.");
    one.call::<Saved>("jot_save", json!({"text": "Warm laugh.", "interview": talk}));
    one.edit(
        "interview",
        talk,
        vec![
            Edit::write("best_way_in", "Volunteer first."),
            Edit::set("may_use_name", "yes"),
            Edit::set("may_come_back", "no"),
        ],
    );
    let named: AddedReferral = one.call(
        "referral_add",
        json!({"name": "Ben Okoro", "interview": talk, "how_to_reach": "ward 7", "may_use_name": "yes"}),
    );
    one.wait(Duration::minutes(30));
    one.call::<Saved>("interview_end", json!({"id": talk}));
    let page = one.interview(talk);
    assert_eq!((page.stage, page.interview.extra_minutes), (Stage::Held, Some(15)), "C49");
    assert_eq!(page.questions[0].answer.as_ref().unwrap().asked, page.questions[0].question.ask, "C50");
    assert_eq!(
        (page.jots.len(), page.interview.may_use_name, page.interview.may_come_back),
        (1, Permission::Yes, Permission::No)
    );
    assert_eq!(page.referrals[0].other.as_ref().unwrap().name, "Ben Okoro", "C53");
    let ben = one.person(named.person);
    assert_eq!(ben.referred_by.unwrap().id, ana, "C13, C16");
    assert_eq!(ben.referrals_received[0].referral.how_to_reach, "ward 7", "C54");
    todo(Todo::Debrief);
    one.edit("interview", talk, vec![Edit::time("debriefed_at", at)]);
    todo(Todo::FollowUp);
    let owed = one.person(ana).follow_ups;
    assert_eq!(owed[0].what, "Thank Ana Ruiz", "C62");
    one.call::<Saved>("follow_up_done", json!({"id": owed[0].id(), "done": true}));
    one.edit("interview", talk, vec![Edit::time("reflected_at", at)]);
    let today: TodayPage = one.call("today", json!({}));
    let left: Vec<_> = today.actions.iter().map(|row| (row.action.person, row.action.todo)).collect();
    assert_eq!(
        (left, today.held),
        (vec![(Some(named.person), Todo::Ask)], 1),
        "only who was named is left to be asked"
    );
}

#[test]
fn c51_a_jot_needs_nothing_and_is_filed_later() {
    let mut one = device();
    let jot = one.jot("Ask about night shifts");
    let today: TodayPage = one.call("today", json!({}));
    assert_eq!(today.unfiled_jots, 1);
    let ana = one.person_add("Ana Ruiz");
    one.edit("jot", jot, vec![Edit::link("person", ana)]);
    one.reopen();
    assert_eq!(one.person(ana).jots[0].text, "Ask about night shifts");
    let row: JotRow = one.call("jot", json!({"id": jot}));
    assert_eq!(row.person.unwrap().name, "Ana Ruiz");
    let today: TodayPage = one.call("today", json!({}));
    assert_eq!(today.unfiled_jots, 0);
}

#[test]
fn c95_everything_can_be_undone_also_after_opening_again() {
    let mut one = device();
    let before = one.person_add("Ana Ruiz");
    let talk = one.plan(before);
    one.answer(talk, question_id("q04"), "Early shifts");
    one.call::<serde_json::Value>("delete", json!({"id": talk}));
    let bin: Vec<BinRow> = one.call("bin", json!({}));
    assert_eq!((bin.len(), bin[0].name.as_str()), (1, "Ana Ruiz"));
    assert!(one.call::<Vec<InterviewRow>>("interviews", json!({})).is_empty());
    assert!(
        one.call::<Vec<SearchHit>>("search", json!({"query": "early"})).is_empty(),
        "its answers are not found either"
    );
    one.reopen();
    let state: UndoState = one.call("undo_state", json!({}));
    assert_eq!(state.undo.as_deref(), Some("Delete interview"));
    one.call::<Undone>("undo", json!({}));
    assert_eq!(one.answer_text(talk, question_id("q04")), "Early shifts");
    one.call::<Undone>("undo", json!({}));
    assert_eq!(one.answer_text(talk, question_id("q04")), "");
    one.call::<Undone>("redo", json!({}));
    assert_eq!(one.answer_text(talk, question_id("q04")), "Early shifts");
    one.assert_sound();
}

#[test]
fn c90_every_word_is_found_and_opens_at_its_place() {
    let one = device();
    let talk = one.plan(one.person_add("Jürgen Weiß"));
    one.answer(talk, question_id("q04"), "Mostly Übergaben, then 看護記録 in the evening.");
    one.jot("naïve question about pay");
    let find = |query: &str| one.call::<Vec<SearchHit>>("search", json!({"query": query}));
    let hit = &find("uberg")[0];
    assert_eq!(
        (hit.kind.as_str(), hit.title.as_str(), hit.open.id, hit.open.question),
        ("answer", "Jürgen Weiß", talk, Some(question_id("q04")))
    );
    assert!(hit.context.iter().any(|piece| piece.hit && piece.text == "Überg"), "{:?}", hit.context);
    assert_eq!(find("看護")[0].kind, "answer");
    assert_eq!(find("NAIVE pay")[0].kind, "jot");
    assert_eq!(find("jurgen")[0].kind, "person");
    for odd in ["", "\"", "*", "a AND (", "NEAR/3", "-", "🙂", "\0", "col:"] {
        find(odd);
    }
}

#[test]
fn c90_words_are_found_and_marked_however_they_are_written() {
    let one = device();
    one.person_add("Jo Müller");
    one.jot("Call Pat O’Brien, +49 30 555-01 25, about the Kranken\u{ad}haus 🏥 and C++.");
    let marked = |query: &str| -> Vec<String> {
        let hits = one.call::<Vec<SearchHit>>("search", json!({"query": query}));
        let pieces = hits.into_iter().flat_map(|hit| hit.context).filter(|piece| piece.hit);
        pieces.map(|piece| piece.text).collect()
    };
    for (query, words) in [
        ("obrien", "O’Brien"),
        ("O'Brien", "O’Brien"),
        ("5550125", "555-01 25"),
        ("49305550125", "49 30 555-01 25"),
        ("krankenhaus", "Kranken\u{ad}haus"),
        ("🏥", "🏥"),
        ("c++", "C++"),
        ("mueller", "Müller"),
    ] {
        assert_eq!(marked(query), [words], "{query}");
    }
    assert!(marked("c#").is_empty());
    let called: Value = one.call("people_called", json!({"name": "mueller"}));
    assert_eq!(called["near"][0]["name"], "Jo Müller", "a name that one hears means the person whom one knows");
}

#[test]
fn c90_a_search_is_narrowed_by_person_exploration_and_day() {
    let one = device();
    let (ana, ben) = (one.person_add("Ana María Ruiz"), one.person_add("Ben Okafor"));
    let (with_ana, with_ben) = (one.plan(ana), one.plan(ben));
    one.answer(with_ana, question_id("q04"), "Pay is fair, after person: nights. Informationsinterview!");
    one.answer(with_ben, question_id("q04"), "Pay is poor.");
    let find = |query: &str| one.call::<Vec<SearchHit>>("search", json!({"query": query}));
    let opened = |query: &str| find(query).into_iter().map(|hit| hit.open.id).collect::<Vec<_>>();
    assert_eq!(opened("pay"), [with_ben, with_ana], "newest first");
    assert_eq!(opened("person:\"ana maria\" pay"), [with_ana]);
    assert_eq!(opened("pay person:okaf after:2000 before:2999-12-31"), [with_ben]);
    assert!(opened("pay after:2999").is_empty() && opened("pay before:2000-01").is_empty());
    let of_ben = opened("person:ben");
    assert!([with_ben, ben].iter().all(|id| of_ben.contains(id)), "a filter alone: {of_ben:?}");
    assert!(!of_ben.contains(&ana) && !of_ben.contains(&with_ana));
    let hit = &find("after:2000 person:ana fair")[0];
    let marked: Vec<_> = hit.context.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect();
    assert_eq!((hit.field.as_str(), marked), ("text", vec!["fair"]), "the words of the filters are not marked");
    let hit = &find("interview")[0];
    assert!(hit.context.iter().any(|piece| piece.hit && piece.text == "interview"), "{:?}", hit.context);
    assert!(find("\"is fair\"")[0].context.iter().any(|piece| piece.hit && piece.text == "is fair"));
    assert!(find("\"fair is\"").is_empty());
}

/// The same pieces as in the store's own test of 100,000 inputs, through the command with its titles and contexts.
#[test]
fn c90_no_input_is_an_error_of_the_command() {
    const PIECES: [&str; 32] = [
        "pay",
        "nights",
        "看護",
        "ممرض",
        "e\u{301}",
        "\"",
        "„",
        "»",
        "*",
        "(",
        "^",
        ":",
        "-",
        "AND",
        "NEAR(",
        "names:",
        "person:",
        "person:\"",
        "exploration:",
        "after:",
        "before:",
        "2026",
        "-11",
        "\0",
        "\u{202e}",
        "\u{fffd}",
        "\u{d7ff}",
        "👩‍⚕️",
        "\u{301}",
        "\n",
        " ",
        " ",
    ];
    let one = device();
    let talk = one.plan(one.person_add("Ana 看護"));
    one.answer(talk, question_id("q04"), "Pay, e\u{301}cole, ممرضة und Nachtschichten 👩‍⚕️");
    let seed = std::env::var("FIRSTHAND_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    let mut dice = Dice::new(seed);
    for number in 0..5_000 {
        let query: String = (0..dice.below(9)).filter_map(|_| dice.pick(&PIECES).copied()).collect();
        let found = one.app.dispatch("search", json!({"query": query, "limit": 5}));
        assert!(found.is_ok(), "FIRSTHAND_SEED={seed}, input {number}, {query:?}: {:?}", found.err());
    }
}

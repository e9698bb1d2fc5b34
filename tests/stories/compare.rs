//! Answers side by side, lists that gather from them, and what is made of them for a decision.

use crate::devices::{Device, assert_equal, device, pair, settle, shared_folder};
use chrono::Duration;
use firsthand_app::api::{
    compare::{Cell, CellState, CollectedItem, CollectedList, ComparePage, ExportedWithout},
    deciding::{FindingsPage, FindingsText, PipelinePage},
    notes::{Saved, Undone},
    system::ImportReport,
};
use firsthand_domain::{
    Agreement, Course, Edit, Id, Interview, Organization,
    bank::{Bank, question_id},
};
use serde_json::{Value, json};

const QUESTIONS: [&str; 5] = ["q01", "q04", "q28", "q30", "q31"];

/// Three talks for one exploration with five questions: Ana answered three, Ben one, and Chi is ahead and asks two.
fn fifteen(one: &Device) -> (Id, [Id; 3]) {
    let nursing = one.call::<Saved>("exploration_add", json!({"title": "Nursing"})).id;
    let plan = |questions: &[&str]| -> Vec<Id> { questions.iter().map(|key| question_id(key)).collect() };
    let talks = ["Ana", "Ben", "Chi"].map(|name| {
        let talk = one.plan(one.person_add(name));
        one.wait(Duration::minutes(1));
        talk
    });
    for (talk, asked) in [(talks[0], &QUESTIONS[..4]), (talks[1], &QUESTIONS[..2]), (talks[2], &QUESTIONS[3..])] {
        one.edit("interview", talk, vec![Edit::Arrange { field: "plan".into(), ids: plan(asked) }]);
    }
    for (talk, answers) in [(talks[0], 3), (talks[1], 1)] {
        one.call::<Saved>("interview_start", json!({"id": talk}));
        for key in &QUESTIONS[..answers] {
            one.answer(talk, question_id(key), &format!("{key} as told"));
        }
        one.wait(Duration::minutes(1));
        one.call::<Saved>("interview_end", json!({"id": talk}));
    }
    (nursing, talks)
}

fn compare(one: &Device, args: Value) -> ComparePage {
    one.call("compare", args)
}

fn cell(page: &ComparePage, talk: Id, key: &str) -> Option<Cell> {
    page.cells.iter().find(|cell| cell.interview == talk && cell.question == question_id(key)).cloned()
}

#[test]
fn c72_three_people_and_five_questions_give_fifteen_cells() {
    let one = device();
    let (nursing, [ana, ben, chi]) = fifteen(&one);
    let page = compare(&one, json!({"exploration": nursing}));
    assert_eq!(page.talks.iter().map(|talk| talk.name.as_str()).collect::<Vec<_>>(), ["Ana", "Ben", "Chi"]);
    let order = Bank::built_in().entries.iter().map(firsthand_domain::bank::Entry::id);
    let order: Vec<Id> = order.filter(|id| QUESTIONS.iter().any(|key| question_id(key) == *id)).collect();
    assert_eq!(page.questions.iter().map(|question| question.id).collect::<Vec<_>>(), order, "in the bank's order");
    let states = |talk| QUESTIONS.map(|key| cell(&page, talk, key).map(|cell| cell.state));
    use CellState::{Ahead, Answered, NoAnswer};
    assert_eq!(states(ana), [Some(Answered), Some(Answered), Some(Answered), Some(NoAnswer), None]);
    assert_eq!(states(ben), [Some(Answered), Some(NoAnswer), None, None, None]);
    assert_eq!(states(chi), [None, None, None, Some(Ahead), Some(Ahead)]);
    assert_eq!(page.questions.iter().map(|question| question.answered).sum::<u32>(), 4);
    let elsewhere = one.call::<Saved>("exploration_add", json!({"title": "Law"})).id;
    assert_eq!(compare(&one, json!({"exploration": elsewhere})).talks, []);
}

#[test]
fn c72_filters_leave_out_what_does_not_fit() {
    let one = device();
    let (nursing, [ana, ben, _]) = fifteen(&one);
    let person = |talk: Id| one.interview(talk).interview.person.unwrap();
    one.edit("person", person(ana), vec![Edit::Add { field: "tags".into(), member: "night".into() }]);
    one.call::<Saved>("person_set_organization", json!({"person": person(ben), "name": "Klinikum"}));
    one.call::<Saved>("answer_mark", json!({"interview": ana, "question": question_id("q04"), "holds_for": "typical"}));
    let names = |args: Value| -> Vec<String> { compare(&one, args).talks.into_iter().map(|talk| talk.name).collect() };
    let page = compare(&one, json!({"exploration": nursing}));
    assert_eq!((page.tags.as_slice(), page.organizations.len()), (["night".to_owned()].as_slice(), 1));
    assert_eq!(names(json!({"tag": "night"})), ["Ana"]);
    assert_eq!(names(json!({"organization": page.organizations[0].id})), ["Ben"]);
    let topic = page.questions.iter().find(|question| question.id == question_id("q04")).unwrap().topic.clone();
    let of_topic = compare(&one, json!({"topic": topic}));
    assert!(of_topic.questions.iter().all(|question| question.topic == topic) && !of_topic.questions.is_empty());
    assert!(of_topic.topics.len() > 1, "what can be chosen stays");
    let typical = compare(&one, json!({"holds_for": "typical"}));
    assert_eq!((typical.talks.len(), typical.questions.len(), typical.cells.len()), (1, 1, 1));
    one.call::<Saved>("answer_mark", json!({"interview": ben, "question": question_id("q01"), "holds_for": "typical"}));
    let typical = compare(&one, json!({"holds_for": "typical"}));
    let left_out = cell(&typical, ana, "q01").unwrap();
    assert_eq!((left_out.state, left_out.text.as_str()), (CellState::LeftOut, "q01 as told"));
}

#[test]
fn c72_a_cell_here_and_the_interview_there_merge() {
    let (folder, one, two) = (shared_folder(), device(), device());
    let (nursing, [ana, ..]) = fifteen(&one);
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    let shown = cell(&compare(&one, json!({"exploration": nursing})), ana, "q04").unwrap();
    let words = json!({"interview": ana, "question": question_id("q04"), "text": "q04 as told, at night", "base": shown.version});
    one.call::<Saved>("answer_save", words);
    two.answer(ana, question_id("q04"), "Slowly: q04 as told");
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    for device in [&one, &two] {
        assert_eq!(device.answer_text(ana, question_id("q04")), "Slowly: q04 as told, at night");
        let shown = cell(&compare(device, json!({"exploration": nursing})), ana, "q04").unwrap();
        assert_eq!(shown.text, "Slowly: q04 as told, at night");
    }
}

#[test]
fn c72_c81_the_export_equals_the_screen_but_for_what_is_off_the_record() {
    let one = device();
    let (nursing, [ana, ben, _]) = fifteen(&one);
    one.answer(ben, question_id("q04"), "Said \"aloud\",\nover two lines; ünïcode");
    one.call::<Saved>("answer_mark", json!({"interview": ana, "question": question_id("q28"), "off_record": true}));
    let page = compare(&one, json!({"exploration": nursing}));
    assert_eq!(page.off_record, 1);
    let folder = shared_folder();
    let path = folder.path().join("answers.csv");
    for by_person in [false, true] {
        let args = json!({"shown": {"exploration": nursing}, "by_person": by_person, "written": "csv", "path": path});
        let written: ExportedWithout = one.call("compare_export", args);
        assert_eq!(written.off_record, 1);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("q28 as told"), "{text}");
        let mut rows =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<Vec<String>> =
            rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let (down, across) = (page.questions.len(), page.talks.len());
        assert_eq!(
            (rows.len(), rows[0].len()),
            if by_person { (across + 1, down + 1) } else { (down + 1, across + 1) }
        );
        for (row, question) in page.questions.iter().enumerate() {
            for (column, talk) in page.talks.iter().enumerate() {
                let shown = page.cells.iter().find(|cell| cell.interview == talk.id && cell.question == question.id);
                let read = if by_person { &rows[column + 1][row + 1] } else { &rows[row + 1][column + 1] };
                let wanted = match shown.map(|cell| (cell.state, cell.off_record)) {
                    None => "Not asked",
                    Some((CellState::Answered, true)) => "Off the record",
                    Some((CellState::Answered, false)) => &shown.unwrap().text,
                    Some((CellState::NoAnswer, _)) => "No answer",
                    Some((CellState::Ahead, _)) => "To be asked",
                    Some((CellState::LeftOut, _)) => "Left out",
                };
                assert_eq!(read, wanted, "{} / {}", question.ask, talk.name);
            }
        }
    }
    let args =
        json!({"shown": {}, "by_person": false, "written": "markdown", "path": folder.path().join("answers.md")});
    one.call::<ExportedWithout>("compare_export", args);
    let text = std::fs::read_to_string(folder.path().join("answers.md")).unwrap();
    assert!(text.contains("> q04 as told") && !text.contains("q28 as told"), "{text}");
}

#[test]
fn c75_agreement_is_marked_on_either_device_and_is_one_mark() {
    let (folder, one, two) = (shared_folder(), device(), device());
    let (nursing, _) = fifteen(&one);
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    let mark = |with: Value| {
        let mut args = json!({"exploration": nursing, "question": question_id("q04")});
        args.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        args
    };
    one.call::<Saved>("comparison_mark", mark(json!({"agreement": "contradict"})));
    two.call::<Saved>("comparison_mark", mark(json!({"note": "Shifts differ by ward."})));
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    for device in [&one, &two] {
        let page = compare(device, json!({"exploration": nursing}));
        let question = page.questions.iter().find(|question| question.id == question_id("q04")).unwrap();
        let kept = question.comparison.as_ref().unwrap();
        assert_eq!((kept.agreement, kept.note.as_str()), (Agreement::Contradict, "Shifts differ by ward."));
        let everywhere = compare(device, json!({}));
        assert!(
            everywhere.questions.iter().all(|question| question.comparison.is_none()),
            "a mark is for its exploration"
        );
    }
}

/// A list question, with the answers that Ana and Ben gave.
fn tools(one: &Device, ana: &str, ben: &str) -> (Id, [Id; 2]) {
    let list = Bank::built_in().entries.iter().find(|entry| entry.list).unwrap().id();
    let talks = [("Ana", ana), ("Ben", ben)].map(|(name, answer)| {
        let talk = one.plan(one.person_add(name));
        one.wait(Duration::minutes(1));
        one.answer(talk, list, answer);
        talk
    });
    (list, talks)
}

fn collected(one: &Device) -> Vec<(String, usize, bool)> {
    let lists: Vec<CollectedList> = one.call("collected", json!({}));
    let items = lists.into_iter().flat_map(|list| list.items);
    items.map(|CollectedItem { text, said, ticked, .. }| (text, said.len(), ticked)).collect()
}

#[test]
fn e01_an_export_runs_nothing_and_reads_back_as_it_was_written() {
    let one = device();
    let (nursing, [ana, ben, chi]) = fifteen(&one);
    let card = fixtures_report("e01-person-named-as-formula.vcf");
    let person = one.call::<ImportReport>("vcard_import", json!({"path": card})).added[0];
    let name = one.person(person).person.name;
    for (talk, said) in [(ana, "- one\n- two"), (ben, "=1+1"), (chi, "\t+49")] {
        one.answer(talk, question_id("q04"), said);
    }
    one.edit("interview", ana, vec![Edit::link("person", person)]);
    let long = "@".repeat(40_000);
    one.answer(ana, question_id("q01"), &long);
    let page = compare(&one, json!({"exploration": nursing}));
    let folder = shared_folder();
    for (written, delimiter) in [("csv", b','), ("csv_semicolon", b';')] {
        for by_person in [false, true] {
            let path = folder.path().join("answers.csv");
            let args =
                json!({"shown": {"exploration": nursing}, "by_person": by_person, "written": written, "path": path});
            let report: ExportedWithout = one.call("compare_export", args);
            assert_eq!(report.long_cells, 1);
            let text = std::fs::read_to_string(&path).unwrap();
            let mut raw =
                csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
            let rows: Vec<Vec<String>> =
                raw.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            for cell in rows.iter().flatten() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
            // The rule of the table says when one apostrophe comes off.
            let as_written = |cell: &String| match cell.strip_prefix('\'') {
                Some(rest) if rest.trim_start().starts_with(['=', '+', '-', '@']) => rest.to_owned(),
                _ => cell.clone(),
            };
            let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(as_written).collect()).collect();
            assert!(rows.iter().flatten().any(|cell| *cell == name), "{rows:?}");
            for said in ["- one\n- two", "=1+1", "\t+49", long.as_str()] {
                assert!(rows.iter().flatten().any(|cell| cell == said), "{said}");
            }
            assert_eq!(rows.len(), 1 + if by_person { page.talks.len() } else { page.questions.len() });
        }
    }
    let path = folder.path().join("answers.md");
    one.answer(ben, question_id("q04"), "# Not a heading\n<img src=x onerror=alert(1)> [here](javascript:x)");
    let args = json!({"shown": {"exploration": nursing}, "by_person": false, "written": "markdown", "path": path});
    one.call::<ExportedWithout>("compare_export", args);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("> \\# Not a heading  \n> \\<img src=x onerror=alert(1)\\> \\[here\\](javascript:x)"),
        "{text}"
    );
    let text: FindingsText = one.call("findings_text", json!({"id": nursing}));
    assert!(text.markdown.contains("\\<img src=x") && !text.markdown.contains("> <img"), "{}", text.markdown);
}

fn fixtures_report(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(name)
}

#[test]
fn c73_list_answers_gather_with_who_said_them() {
    let one = device();
    let (list, [ana, ben]) = tools(&one, "Excel, SQL and\nForms", "excel; Form");
    let lists: Vec<CollectedList> = one.call("collected", json!({}));
    assert_eq!((lists.len(), lists[0].question), (1, list));
    let items = &lists[0].items;
    let shown: Vec<_> = items.iter().map(|item| (item.text.as_str(), item.said.len())).collect();
    assert_eq!(shown, [("Excel", 2), ("Form", 2), ("SQL and", 1)]);
    let said: Vec<_> = items[0].said.iter().map(|said| (said.interview, said.name.as_str())).collect();
    assert_eq!(said, [(ana, "Ana"), (ben, "Ben")]);
    one.call::<Saved>("answer_mark", json!({"interview": ana, "question": list, "off_record": true}));
    let folder = shared_folder();
    let path = folder.path().join("lists.csv");
    let written: ExportedWithout = one.call("collected_export", json!({"path": path}));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        written.off_record == 1 && !text.contains("SQL") && !text.contains("Ana") && text.contains("Ben"),
        "{text}"
    );
}

#[test]
fn c73_what_was_merged_kept_apart_and_ticked_apart_from_each_other_is_so_on_both_devices() {
    let (folder, one, two) = (shared_folder(), device(), device());
    let (list, _) = tools(&one, "Registered nurse\nReading\nExcel", "R.N.\nReadings\nSpreadsheets");
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    let mark = |device: &Device, act: Value| {
        device.call::<Saved>("collected_mark", json!({"question": list, "act": act}));
    };
    mark(&one, json!({"do": "merge", "key": "registered nurse", "with": "r.n."}));
    mark(&two, json!({"do": "apart", "key": "reading", "spelling": "readings"}));
    mark(&two, json!({"do": "merge", "key": "excel", "with": "spreadsheets"}));
    mark(&one, json!({"do": "tick", "key": "spreadsheets", "on": true}));
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    let wanted = [("Excel", 2, true), ("R.N.", 2, false), ("Reading", 1, false), ("Readings", 1, false)];
    for device in [&one, &two] {
        let shown = collected(device);
        let shown: Vec<_> = shown.iter().map(|(text, said, ticked)| (text.as_str(), *said, *ticked)).collect();
        assert_eq!(shown, wanted);
    }
    mark(&one, json!({"do": "tick", "key": "excel", "on": false}));
    mark(&one, json!({"do": "merge", "key": "reading", "with": "readings"}));
    assert_eq!(collected(&one).iter().filter(|(_, _, ticked)| *ticked).count(), 0);
    assert_eq!(collected(&one).len(), 3, "what was kept apart can be merged again");
    one.call::<Undone>("undo", json!({}));
    assert_eq!(collected(&one).len(), 4);
    let gone =
        one.refused("collected_mark", json!({"question": list, "act": {"do": "tick", "key": "nothing", "on": true}}));
    assert_eq!(gone.code, "missing");
}

fn findings(one: &Device, exploration: Id) -> FindingsPage {
    one.call("findings", json!({"id": exploration}))
}

#[test]
fn c74_what_is_not_covered_says_whom_to_ask() {
    let one = device();
    let (nursing, [ana, _, chi]) = fifteen(&one);
    let targets = ["typical_day", "pay"].map(|target| Edit::Add { field: "targets".into(), member: target.into() });
    one.edit("exploration", nursing, targets.to_vec());
    let dora = one.person_add("Dora");
    one.edit("person", dora, vec![Edit::Add { field: "explorations".into(), member: nursing.to_string() }]);
    let page = findings(&one, nursing);
    let of = |target: &str| page.coverage.iter().find(|one| one.target == target).unwrap();
    assert!(of("typical_day").answered > 0 && of("pay").answered == 0);
    let by: Vec<_> = of("typical_day").by.iter().map(|who| who.name.as_str()).collect();
    assert!(by.contains(&"Ana") && by.iter().filter(|name| **name == "Ana").count() == 1, "{by:?}");
    assert_eq!(of("pay").could_ask.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Dora"]);
    let ahead = |target: &str| of(target).ahead.iter().map(|talk| (talk.interview, talk.asks)).collect::<Vec<_>>();
    assert_eq!(ahead("pay"), [(chi, false)]);
    let pay = Bank::built_in().entries.iter().find(|entry| entry.targets.contains(&"pay".to_owned())).unwrap().id();
    let plan: Interview = one.interview(chi).interview;
    let ids = plan.plan.into_iter().chain([pay]).collect();
    one.edit("interview", chi, vec![Edit::Arrange { field: "plan".into(), ids }]);
    let page = findings(&one, nursing);
    let asked = page.coverage.iter().find(|one| one.target == "pay").unwrap();
    assert!(asked.planned == 1 && asked.ahead[0].asks);
    let _ = ana;
}

#[test]
fn c76_c77_a_mark_rests_on_answers_until_they_are_gone() {
    let one = device();
    let (nursing, [ana, ..]) = fifteen(&one);
    let answers = findings(&one, nursing).answers;
    let answer = answers.iter().find(|answer| answer.interview == ana).unwrap();
    let add = |what: &str, answers: &[Id]| {
        let args =
            json!({"exploration": nursing, "aspect": "education", "what": what, "fit": "lacks", "answers": answers});
        one.call::<Saved>("judgement_add", args).id
    };
    let (degree, _) = (add("A degree", &[answer.id]), add("A licence", &[]));
    let rests = || findings(&one, nursing).judgements.iter().map(|mark| mark.rests_on.len()).collect::<Vec<_>>();
    assert_eq!(rests(), [1, 0], "a mark without an answer is to be flagged");
    one.edit("judgement", degree, vec![Edit::write("close", "Three years beside work.")]);
    let text: FindingsText = one.call("findings_text", json!({"id": nursing}));
    assert!(text.markdown.contains("## Gaps\n\n- **A degree**: Three years beside work."), "{}", text.markdown);
    one.call::<Value>("delete", json!({"id": answer.id}));
    assert_eq!(rests(), [0, 0], "an answer in the bin holds nothing up");
    let wrong = json!({"exploration": nursing, "aspect": "luck", "what": "x"});
    assert_eq!(one.refused("judgement_add", wrong).code, "invalid");
}

#[test]
fn c78_decisions_stay_as_history_and_meet_on_two_devices() {
    let (folder, one, two) = (shared_folder(), device(), device());
    let (nursing, _) = fifteen(&one);
    pair(folder.path(), &one, &[&two]);
    settle(&[&one, &two]);
    let decide = |device: &Device, course: &str, reason: &str| {
        device.call::<Saved>("decision_add", json!({"exploration": nursing, "course": course, "reason": reason}));
    };
    decide(&one, "go_on", "Too early to say.");
    two.wait(Duration::minutes(5));
    decide(&two, "choose", "It is the people.");
    settle(&[&one, &two]);
    assert_equal(&[&one, &two]);
    let kept: Vec<_> = findings(&one, nursing).decisions.into_iter().map(|one| (one.course, one.reason)).collect();
    assert_eq!(
        kept,
        [(Course::Choose, "It is the people.".to_owned()), (Course::GoOn, "Too early to say.".to_owned())]
    );
    let text: FindingsText = one.call("findings_text", json!({"id": nursing}));
    assert!(text.markdown.contains("**This is what I want**"), "{}", text.markdown);
}

#[test]
fn c79_an_organization_of_interest_stands_with_its_next_step_and_its_leads() {
    let one = device();
    let (nursing, [ana, ..]) = fifteen(&one);
    let person = one.interview(ana).interview.person.unwrap();
    one.call::<Saved>("person_set_organization", json!({"person": person, "name": "Klinikum"}));
    one.call::<Saved>("lead_add", json!({"what": "Night pool", "organization": "Klinikum"}));
    let row = |index: usize| findings(&one, nursing).organizations.swap_remove(index);
    let Organization { meta, interested, .. } = row(0).organization;
    assert!(!interested && row(0).met == 1 && row(0).leads.len() == 1);
    one.edit("organization", meta.id, vec![Edit::set("interested", true), Edit::set("next_step", "Visit on open day")]);
    let text: FindingsText = one.call("findings_text", json!({"id": nursing}));
    assert!(text.markdown.contains("**Klinikum**: Visit on open day (leads: Night pool)"), "{}", text.markdown);
}

#[test]
fn c81_the_page_to_take_along_holds_no_word_that_is_off_the_record() {
    let one = device();
    let (nursing, [ana, ..]) = fifteen(&one);
    one.call::<Saved>("answer_mark", json!({"interview": ana, "question": question_id("q28"), "off_record": true}));
    let text: FindingsText = one.call("findings_text", json!({"id": nursing}));
    assert!(text.off_record == 1 && !text.markdown.contains("q28 as told") && text.markdown.contains("> q04 as told"));
    let folder = shared_folder();
    let path = folder.path().join("nursing.md");
    one.call::<ExportedWithout>("findings_export", json!({"id": nursing, "path": path}));
    assert_eq!(std::fs::read_to_string(path).unwrap(), text.markdown);
}

#[test]
fn c99_the_pipeline_counts_each_person_where_they_stand() {
    let one = device();
    let empty: PipelinePage = one.call("pipeline", json!({}));
    assert!(empty.weeks.is_empty() && empty.stages.iter().all(|stage| stage.people == 0));
    let (_, [ana, ben, _]) = fifteen(&one);
    let ida = one.person_add("Ida");
    one.call::<Saved>("attempt_add", json!({"person": ida, "channel": "phone", "outcome": "no_answer"}));
    one.wait(Duration::weeks(2));
    one.call::<Saved>("attempt_add", json!({"person": ida, "channel": "phone", "outcome": "no_answer"}));
    let owed = one.interview(ana).follow_ups;
    one.call::<Saved>("follow_up_done", json!({"id": owed[0].id(), "done": true}));
    let page: PipelinePage = one.call("pipeline", json!({}));
    assert_eq!(page.weeks.len(), 3, "the week in which nothing was done is there");
    let shown: Vec<_> = page.weeks.iter().map(|week| (week.asked, week.held, week.answers, week.thanked)).collect();
    assert_eq!(shown, [(1, 2, 4, 0), (0, 0, 0, 0), (1, 0, 0, 1)]);
    let stages: Vec<_> = page.stages.iter().map(|stage| (stage.stage.as_str(), stage.people)).collect();
    assert_eq!(stages, [("known", 1), ("asked", 1), ("agreed", 0), ("met", 1), ("thanked", 1)]);
    assert_eq!(page.outcomes.iter().map(|one| one.count).sum::<u32>(), 2);
    let _ = ben;
}

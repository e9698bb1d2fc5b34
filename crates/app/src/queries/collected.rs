//! Lists that gather from answers (C73).

use super::{all, compare::side_by_side};
use crate::{
    App,
    api::{
        ApiError,
        compare::{CellState, CollectedFor, CollectedItem, CollectedList, CompareFor, ComparePage, SaidBy, Spelling},
    },
};
use firsthand_domain::{
    Collection, Id,
    collected::{ByHand, Said, gather, split},
    fold::fold,
};
use firsthand_store::Store;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn collected(app: &App, args: CollectedFor) -> Result<Vec<CollectedList>, ApiError> {
    Ok(lists(&app.store(), args.exploration, true)?.0)
}

/// Gathers the lists, with what is off the record or without; says how many answers that left out.
pub(crate) fn lists(
    store: &Store,
    exploration: Option<Id>,
    off_record: bool,
) -> Result<(Vec<CollectedList>, u32), ApiError> {
    let page = side_by_side(store, CompareFor { exploration, ..CompareFor::default() })?;
    lists_of(store, &page, off_record)
}

/// Gathers the lists out of answers that were read already.
pub(super) fn lists_of(
    store: &Store,
    page: &ComparePage,
    off_record: bool,
) -> Result<(Vec<CollectedList>, u32), ApiError> {
    let names: BTreeMap<Id, &str> = page.talks.iter().map(|talk| (talk.id, talk.name.as_str())).collect();
    let own: BTreeMap<Id, Collection> = all::<Collection>(store, Collection::KIND.name)?
        .into_iter()
        .filter_map(|kept| Some((kept.question?, kept)))
        .collect();
    let mut left_out = 0;
    let mut lists = Vec::new();
    for question in page.questions.iter().filter(|question| question.list) {
        let mut said = Vec::new();
        for cell in page.cells.iter().filter(|cell| cell.question == question.id && cell.state == CellState::Answered) {
            let Some(answer) = cell.answer else { continue };
            if cell.off_record && !off_record {
                left_out += 1;
                continue;
            }
            let name = names.get(&cell.interview).copied().unwrap_or_default().to_owned();
            let by = SaidBy { interview: cell.interview, answer, name, off_record: cell.off_record };
            said.extend(split(&cell.text).into_iter().map(|text| Said { text, by: by.clone() }));
        }
        let kept = own.get(&question.id);
        let by_hand = kept.map(|kept| ByHand::read(&kept.same, &kept.apart)).unwrap_or_default();
        let ticked: BTreeSet<String> = kept.iter().flat_map(|kept| &kept.ticked).map(|tick| fold(tick)).collect();
        let items = gather(&said, &by_hand).into_iter().map(|item| CollectedItem {
            ticked: item.spellings.iter().any(|(key, _)| ticked.contains(key)),
            key: item.key,
            text: item.text,
            spellings: item.spellings.into_iter().map(|(key, text)| Spelling { key, text }).collect(),
            said: item.said,
        });
        let items: Vec<CollectedItem> = items.collect();
        if !items.is_empty() {
            lists.push(CollectedList { question: question.id, ask: question.ask.clone(), items });
        }
    }
    Ok((lists, left_out))
}

use super::*;
use icu_properties::{CodePointMapData, props::GeneralCategory};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// All default ignorable code points, as Unicode lists them in DerivedCoreProperties.
const IGNORABLE: [(u32, u32); 17] = [
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1_BCA0, 0x1_BCA3),
    (0x1_D173, 0x1_D17A),
    (0xE_0000, 0xE_0FFF),
];

fn ignorable() -> impl Iterator<Item = char> {
    IGNORABLE.into_iter().flat_map(|(first, last)| first..=last).filter_map(char::from_u32)
}

fn assigned() -> impl Iterator<Item = char> {
    let category = CodePointMapData::<GeneralCategory>::new();
    let is_none = |category| matches!(category, GeneralCategory::Unassigned | GeneralCategory::PrivateUse);
    (0..=0xE_0FFF).filter_map(char::from_u32).filter(move |c| !is_none(category.get(*c)))
}

fn forms(text: &str) -> Vec<String> {
    more(text).split(' ').filter(|form| !form.is_empty()).map(str::to_owned).collect()
}

/// Marks the places of a hit with brackets.
fn marked(text: &str, found: Vec<std::ops::Range<usize>>) -> String {
    let mut marked = String::new();
    for (place, c) in text.chars().enumerate() {
        marked.extend(found.iter().filter(|range| range.start == place).map(|_| '['));
        marked.push(c);
        marked.extend(found.iter().filter(|range| range.end == place + 1).map(|_| ']'));
    }
    marked
}

/// The pages fold the same way: ui/src/lib/text/fold.test.ts reads the same cases.
#[test]
fn c90_the_table_of_folded_texts_holds() {
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/fixtures/folding.json")).unwrap();
    for case in table["folded"].as_array().unwrap() {
        assert_eq!(fold(case[0].as_str().unwrap()), case[1].as_str().unwrap(), "{case}");
    }
    for case in table["found"].as_array().unwrap() {
        let [text, query] = [0, 1].map(|place| case[place].as_str().unwrap());
        assert_eq!(matcher(query)(&searched(text)), case[2].as_bool().unwrap(), "{case}");
    }
}

#[test]
fn c90_what_cannot_be_seen_splits_no_word() {
    for c in ignorable() {
        for text in [format!("Kranken{c}haus"), format!("{c}Krankenhaus"), format!("Krankenhaus{c}")] {
            assert_eq!(fold(&text), "krankenhaus", "U+{:04X}", c as u32);
            assert_eq!(indexed(&text), "krankenhaus", "U+{:04X}", c as u32);
        }
        assert_eq!(fold(&format!("e{c}\u{301}")), "e", "U+{:04X} before a mark", c as u32);
        assert_eq!(indexed(&format!("看{c}護")), "看 護");
        assert_eq!(forms(&format!("555{c}-{c}01{c}25")), forms("555-0125"));
        assert_eq!(fold(&c.to_string()), "");
    }
}

/// Unicode, chapter 3.13, D146 and D147: what differs in case or in compatibility only is the same.
#[test]
fn c90_every_character_folds_as_its_other_forms_do() {
    for c in assigned() {
        let (text, folded) = (c.to_string(), fold(&c.to_string()));
        let same = |other: &str| assert_eq!(fold(other), folded, "U+{:04X} {c}, as {other}", c as u32);
        same(&folded);
        same(&text.nfkc().collect::<String>());
        same(&text.nfd().collect::<String>());
        // In capitals the iota below a Greek letter is a letter of its own.
        if !text.nfd().any(|c| c == '\u{345}') {
            same(&text.to_uppercase());
            same(&text.to_lowercase());
        }
        assert!(folded.chars().all(|c| !matches!(c, '\u{300}'..='\u{34F}' | '\u{AD}')), "U+{:04X}", c as u32);
    }
}

#[test]
fn c90_marks_that_are_vowels_and_tones_count() {
    for tone in '\u{E48}'..='\u{E4B}' {
        assert_ne!(indexed(&format!("ม{tone}า")), indexed("มา"));
        assert_eq!(indexed(&format!("ม{tone}า")), format!("ม {tone} า"));
    }
    assert_ne!(fold("कि"), fold("की"));
    assert_ne!(fold("がく"), fold("かく"));
    assert_eq!(fold("か\u{3099}"), fold("が"));
    assert_eq!(indexed("हिन्दी में"), "हिन्दी में", "a virama is inside a word");
}

#[test]
fn c90_names_with_signs_are_words() {
    assert_eq!(indexed("C++, C# and F#; A+, g++."), "c++ c# and f# a+ g++");
    assert_eq!(indexed("C++17 C#12 c#"), "c++ 17 c# 12 c#");
    assert_eq!(indexed("a+b Tel+49 30 5+ #1 # + C+++++"), "a b tel 49 30 5 1 c");
    assert_eq!(forms("Notepad++"), ["notepad"]);
}

#[test]
fn c90_pictures_are_words() {
    assert_eq!(indexed("party🎉!"), "party 🎉");
    assert_eq!(indexed("👩🏽\u{200D}⚕\u{FE0F} 🇩🇪 © ® ™"), "👩 ⚕ 🇩 🇪 tm");
    for c in assigned().filter(|c| *c >= '\u{1F300}' && is_picture(*c)) {
        let skin = matches!(c, '\u{1F3FB}'..='\u{1F3FF}');
        assert_eq!(indexed(&format!("a{c}b")), if skin { "ab".into() } else { format!("a {c} b") });
    }
}

#[test]
fn c90_joined_words_are_one_word_too() {
    assert_eq!(indexed("e-mail O’Brien"), "e mail o brien");
    assert_eq!(forms("e-mail O’Brien U.S."), ["email", "obrien", "us"]);
    assert_eq!(forms("state-of-the-art"), ["stateoftheart", "stateof", "ofthe", "theart"]);
    assert_eq!(forms("Jean-Luc d'Arc"), ["jeanluc", "darc"]);
    assert_eq!(forms("either - or, end. Then - 'quoted' -x- 看-護"), Vec::<String>::new());
    assert_eq!(forms("R2-D2"), ["r2d2"]);
}

#[test]
fn c90_letters_have_longer_spellings() {
    assert_eq!(forms("Müller mu\u{308}ller"), ["mueller"]);
    assert_eq!(forms("ÄÖÜ Søren Å"), ["aeoeue", "soeren", "aa"]);
    assert_eq!(forms("naïve Zoë école"), Vec::<String>::new());
    assert_eq!(forms("Müller-Lüdenscheid"), ["mullerludenscheid", "muellerluedenscheid", "mueller", "luedenscheid"]);
    assert_eq!(fold("u ¨"), "u", "an accent that stands alone belongs to nothing");
}

#[test]
fn c90_numbers_are_known_by_their_digits() {
    assert!(["49305550125", "5550125"].iter().all(|form| forms("+49 30 555-01 25").contains(&(*form).to_owned())));
    assert_eq!(forms("555-0125"), ["5550125"]);
    assert_eq!(forms("(030) 555 01-25"), ["0305550125", "5550125", "0125"]);
    assert!(forms("+49 (0)30 5550125").contains(&"49305550125".to_owned()), "the zero is not dialed from abroad");
    for thousands in ["52,000", "52.000", "52 000", "52'000", "52’000", "52\u{a0}000", "52\u{202f}000", "52\u{2009}000"]
    {
        assert_eq!(forms(thousands), ["52000"], "{thousands}");
    }
    assert_eq!(forms("1,500,000"), ["1500000", "500000"]);
    assert_eq!(forms("10:30, 3.5 or 2026, 2027, 2028\n5550125"), Vec::<String>::new());
    assert!(forms("1 ".repeat(10_000).as_str()).iter().all(|form| form.len() <= 24));
}

#[test]
fn c90_a_query_is_cut_into_what_belongs_together() {
    let groups = |text: &str| -> Vec<String> {
        let groups = Text::new(text).groups().into_iter();
        groups.map(|group| format!("{}|{}", group.terms.join("+"), group.also.join("|"))).collect()
    };
    assert_eq!(groups("see e-mail"), ["see|", "e+mail|email"]);
    assert_eq!(groups("Müller"), ["muller|mueller"]);
    assert_eq!(groups("+49 30 555-01 25"), ["49+30+555+01+25|49305550125"]);
    assert_eq!(groups("030 5550125 now"), ["030+5550125|0305550125|305550125", "now|"]);
    assert_eq!(groups("看護a 52,000"), ["看+護|", "a|", "52+000|52000"]);
    assert_eq!(groups("10:30"), ["10|", "30|"]);
}

#[test]
fn c90_hits_are_found_in_the_text_as_it_was_written() {
    let begun = |text: &str, term: &str| marked(text, Text::new(text).begun(term, false));
    assert_eq!(begun("im Kranken\u{AD}haus.", "krankenhaus"), "im [Kranken\u{AD}haus].");
    assert_eq!(begun("im Kranken\u{AD}haus.", "haus"), "im Kranken\u{AD}haus.");
    assert_eq!(begun("E\u{301}cole", "ecol"), "[E\u{301}col]e");
    assert_eq!(begun("Straße", "stras"), "[Straß]e");
    assert_eq!(begun("Pat O’Brien-Smith", "obrien"), "Pat [[O’Brien]]-Smith", "in two forms");
    assert_eq!(begun("Herr Müller", "mueller"), "Herr [Müller]");
    assert_eq!(begun("Herr Müller", "mue"), "Herr [Mü]ller");
    assert_eq!(begun("call +49 30 555-01 25 now", "49305550125"), "call +[49 30 555-01 25] now");
    assert_eq!(begun("call +49 30 555-01 25 now", "5550125"), "call +49 30 [555-01 25] now");
    assert_eq!(begun("in C++", "c++"), "in [C++]");
    assert_eq!(
        marked("a typical day", Text::new("a typical day").together(&["typical".into(), "da".into()], false)),
        "a [typical da]y"
    );
}

#[test]
fn accents_and_case_do_not_count() {
    assert_eq!(fold("  Müller-Lüdenscheid  "), "muller-ludenscheid");
    assert_eq!(fold("ΤΕΛΟΣ"), fold("τέλος"));
    assert_eq!(fold("Nai\u{308}ve\u{301}"), "naive");
}

#[test]
fn c90_neighbors_of_unspaced_scripts_are_paired() {
    assert_eq!(pairs(&indexed("看護師 is 東京")), "看護 護師 東京");
    assert_eq!(pairs(&indexed("a 看 b")), "");
    assert_eq!(pairs(""), "");
}

#[test]
fn c90_arabic_is_found_however_it_was_typed() {
    assert_eq!(fold("مُمَرِّضَة"), fold("ممرضه"), "short vowels, and the two forms of the last letter");
    assert_eq!(fold("أحمد إلى آخر"), fold("احمد الي اخر"));
    assert_eq!(fold("مـــحمد"), fold("محمد"));
    assert_eq!(fold("کتاب فارسی"), fold("كتاب فارسي"));
    assert_eq!(indexed("人々〇"), "人 々 〇");
}

#[test]
fn unspaced_scripts_are_cut_into_characters() {
    assert_eq!(indexed("看護師になる"), "看 護 師 に な る");
    let terms = terms("a看護 b");
    assert_eq!(terms.iter().map(|term| term.joined).collect::<Vec<_>>(), [false, false, true, false]);
}

#[test]
fn a_word_longer_than_an_index_takes_is_cut() {
    let word = "ä".repeat(40_000);
    assert!(terms(&word).iter().all(|term| term.text.len() <= 1000 + 3));
    assert!(indexed(&word).replace(' ', "") == "a".repeat(40_000));
    assert!(indexed(&word) == indexed(&fold(&word)), "a query is cut at the same places");
    for joined in ["a-", "1-", "ü'", "1,", "x.", "1 "] {
        let forms = forms(&joined.repeat(4_000));
        assert!(forms.iter().all(|form| form.len() <= 2000), "{joined}");
        assert!(forms.iter().map(String::len).sum::<usize>() < 400_000, "{joined}");
    }
}

#[test]
fn nothing_but_words_is_left() {
    assert_eq!(indexed("& \"naïve\" (R2-D2)… < € |"), "naive r2 d2");
    assert_eq!(indexed("!!! ... --"), "");
}

fn text() -> impl Strategy<Value = String> {
    "(\\PC|[-'’.,+#() \n\"0-9]|[a-cü]|\u{AD}|\u{200B}|\u{301}|\u{308}|ม้|が|🎉){0,40}"
}

proptest! {
    #[test]
    fn c90_terms_and_forms_are_safe_in_an_index(text in text()) {
        for term in all_forms(&text).split(' ') {
            prop_assert!(!term.contains(['"', '*', '(', ')', ':', '^', '-', '\0', '\n']), "{term:?}");
            prop_assert_eq!(fold(term), term);
        }
        prop_assert_eq!(indexed(&text), terms(&text).into_iter().map(|term| term.text).collect::<Vec<_>>().join(" "));
        prop_assert!(all_forms(&text).starts_with(&indexed(&text)));
    }

    #[test]
    fn c90_what_is_folded_stays_as_it_is(text in text()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert_eq!(indexed(&folded), indexed(&text));
    }

    #[test]
    fn c90_a_word_of_a_text_finds_itself(text in text()) {
        let read = Text::new(&text);
        let length = text.chars().count();
        for term in all_forms(&text).split(' ').filter(|term| !term.is_empty()) {
            let found = read.begun(term, false);
            prop_assert!(!found.is_empty(), "{term:?} in {text:?}");
            prop_assert!(found.iter().all(|place| place.start < place.end && place.end <= length));
        }
    }

    #[test]
    fn c90_what_a_query_means_is_in_the_text_it_was_copied_from(text in text()) {
        let all = format!(" {} ", all_forms(&text));
        for group in Text::new(&text).groups() {
            for term in &group.terms {
                prop_assert!(all.contains(&format!(" {term} ")), "{term:?} of {text:?}");
            }
        }
    }

    #[test]
    fn c90_a_number_is_found_from_each_group_on(groups in prop::collection::vec("[0-9]{1,5}", 2..6), gap in "[-./ ]") {
        let digits: String = groups.concat();
        let number = groups.join(&gap);
        let forms = forms(&format!("call +{number} now"));
        let is_number = digits.len() >= 5 || groups.iter().skip(1).all(|group| group.len() == 3);
        for start in 0..groups.len() - 1 {
            let rest = groups[start..].concat();
            prop_assert_eq!(forms.contains(&rest), is_number && rest.len() >= 4, "{} of {}", rest, number);
        }
        let groups = Text::new(&number).groups();
        prop_assert_eq!(groups.first().is_some_and(|group| group.also.contains(&digits)), is_number);
    }
}

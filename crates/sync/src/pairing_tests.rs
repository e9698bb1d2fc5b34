use super::*;
use crate::{Have, ReplicaId, SeededEntropy};
use proptest::prelude::*;

fn code(streams: u8) -> PairingCode {
    let vault = Vault::generate(&mut SeededEntropy::new(1), 0, "test").unwrap();
    let have = (0..streams)
        .map(|n| (ReplicaId::from_bytes([n; 16]), Have { seq: u64::from(n) * 1000 + 1, tip: [n ^ 0xff; 16] }))
        .collect();
    PairingCode::of(&vault, &have)
}

fn text(code: &PairingCode) -> String {
    code.to_text().unwrap().to_string()
}

#[test]
fn a_code_looks_as_documented_and_reads_back() {
    let text = text(&code(2));
    let groups: Vec<&str> = text.split('-').collect();
    assert_eq!(groups[0], "FHD1");
    assert!(groups[1..groups.len() - 1].iter().all(|group| group.len() == 5));
    assert!(text.chars().all(|c| c == '-' || c.is_ascii_uppercase() || c.is_ascii_digit()));
    // 61 bytes, 22 for each stream: 105 bytes are 168 characters in 34 groups.
    assert_eq!(groups.len(), 1 + 34);
    assert_eq!(PairingCode::parse(&text), Ok(code(2)));
}

#[test]
fn a_code_carries_the_keys_with_their_epochs() {
    let mut code = code(1);
    for n in 1..5u8 {
        code.keys.add(u32::from(n), VaultKey::from_bytes([n; 32]));
    }
    code.keys.add_for_reading(4, VaultKey::from_bytes([9; 32]));
    assert_eq!(PairingCode::parse(&text(&code)), Ok(code));
}

#[test]
fn a_code_with_too_many_keys_carries_those_that_matter() {
    let mut code = code(1);
    let first = code.keys.active().map(VaultKey::id).unwrap();
    for n in 1..40u8 {
        code.keys.add(u32::from(n), VaultKey::from_bytes([n; 32]));
    }
    let parsed = PairingCode::parse(&text(&code)).unwrap();
    assert_eq!(parsed.keys.len(), MAX_KEYS);
    assert_eq!(parsed.keys.active(), code.keys.active());
    assert!(parsed.keys.get(first).is_some(), "the key of the marker");
    assert!(parsed.keys.entries().all(|entry| entry.epoch == 0 || entry.epoch > 39 - 15));
}

#[test]
fn a_pasted_code_may_be_messy() {
    let clean = text(&code(3));
    let messy = clean.to_lowercase().replace('-', " \n").replace('0', "o").replace('1', "l");
    // The version digit is no base-32 digit.
    let messy = messy.replacen("fhdl", "fhd1", 1);
    assert_eq!(PairingCode::parse(&format!("  {messy}\r\n")), Ok(code(3)));
    assert_eq!(PairingCode::parse(&clean.replace('-', "–")), Ok(code(3)));
    assert_eq!(PairingCode::parse(&clean.replace('-', "")), Ok(code(3)));
}

#[test]
fn each_mistake_has_its_own_message() {
    let clean = text(&code(1));
    let need = clean.chars().filter(|c| *c != '-').count();
    for other in ["", "hello", "FH", "FHD", "FHDX-AAAAA", "FHD0-AAAAA", "https://example.org"] {
        assert_eq!(PairingCode::parse(other), Err(PairingError::NotACode), "{other}");
    }
    assert_eq!(PairingCode::parse("FHD2-AAAAA-BBBBB"), Err(PairingError::Newer));
    let foreign = clean.replacen(|c| c == clean.chars().nth(7).unwrap(), "*", 1);
    assert!(matches!(PairingCode::parse(&foreign), Err(PairingError::Character { character: '*', .. })));
    assert_eq!(PairingCode::parse("FHD1-00U"), Err(PairingError::Character { at: 7, character: 'U' }));
    assert!(matches!(PairingCode::parse("FHD1-0"), Err(PairingError::CutOff { .. })));
    let have = need - 4;
    let cut: String = clean.replace('-', "").chars().take(have).collect();
    assert_eq!(PairingCode::parse(&cut), Err(PairingError::CutOff { have, need }));
    assert_eq!(PairingCode::parse(&format!("{clean}-7")), Err(PairingError::TooLong { have: need + 1, need }));
}

#[test]
fn every_character_left_out_swapped_or_replaced_is_noticed() {
    let clean: Vec<char> = text(&code(1)).replace('-', "").chars().collect();
    let parse = |chars: &[char]| PairingCode::parse(&chars.iter().collect::<String>());
    for at in 4..clean.len() {
        for letter in ALPHABET {
            let mut wrong = clean.clone();
            wrong[at] = char::from(*letter);
            assert_eq!(parse(&wrong).is_ok(), wrong == clean, "{at} {letter}");
        }
        let mut shorter = clean.clone();
        shorter.remove(at);
        assert!(parse(&shorter).is_err());
        let mut swapped = clean.clone();
        swapped.swap(at - 1, at);
        assert_eq!(parse(&swapped).is_ok(), swapped == clean, "{at}");
    }
}

#[test]
fn complete_means_that_every_stream_is_reached() {
    let code = code(2);
    let have = |seqs: [u64; 2], tip: u8| -> HaveMap {
        let stream = |n: u8, seq| (ReplicaId::from_bytes([n; 16]), Have { seq, tip: [tip ^ n; 16] });
        HaveMap::from([stream(0, seqs[0]), stream(1, seqs[1])])
    };
    assert!(code.is_reached_by(&have([1, 1001], 0xff)));
    assert!(code.is_reached_by(&have([2, 5000], 0)));
    assert!(!code.is_reached_by(&have([1, 1000], 0xff)));
    assert!(!code.is_reached_by(&have([1, 1001], 0)), "another file at the same place");
    assert!(!code.is_reached_by(&HaveMap::new()));
    assert!(super::reached(&[], &HaveMap::new()));
}

#[test]
fn a_code_carries_the_longest_streams_if_there_are_too_many() {
    let code = code(40);
    assert_eq!(code.seen.len(), MAX_STREAMS);
    assert_eq!(code.seen.iter().map(|stream| stream.seq).min(), Some(8001));
    assert_eq!(PairingCode::parse(&text(&code)), Ok(code));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = PairingCode::parse(&text);
        let _ = PairingCode::parse(&format!("FHD1-{text}"));
    }

    #[test]
    fn base_32_reads_back(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let values: Vec<u8> = digits(&bytes).collect();
        let back = undigits(&values);
        prop_assert_eq!(back.as_slice(), bytes);
    }
}

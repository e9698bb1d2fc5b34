//! What is known of properties that have no place in a draft.

/// What programs write for themselves and nobody misses.
const TECHNICAL: [&str; 24] = [
    "CLASS",
    "CLIENTPIDMAP",
    "CREATED",
    "JSPROP",
    "LANGUAGE",
    "MAILER",
    "NAME",
    "PRODID",
    "PROFILE",
    "REV",
    "SORT-STRING",
    "SOURCE",
    "X-ABADR",
    "X-ABUID",
    "X-COUCHDB-APPLICATION-ANNOTATIONS",
    "X-EVOLUTION-FILE-AS",
    "X-IMAGEHASH",
    "X-IMAGETYPE",
    "X-MS-CARDPICTURE",
    "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
    "X-MS-OL-DESIGN",
    "X-SHARED-PHOTO-DISPLAY-PREF",
    "X-EVOLUTION-UI-SLOT",
    "XML",
];

/// Tells whether a property is book-keeping of the program that wrote the card.
pub(super) fn is_technical(property: &str) -> bool {
    TECHNICAL.contains(&property)
}

/// What well-known properties are called among people.
pub(super) fn spelt_out(property: &str) -> Option<&'static str> {
    Some(match property {
        "ANNIVERSARY" | "X-ANNIVERSARY" | "X-EVOLUTION-ANNIVERSARY" | "X-MS-ANNIVERSARY" => "Anniversary",
        "BDAY" => "Birthday",
        "FN" => "Further name",
        "GENDER" | "X-GENDER" => "Gender",
        "GEO" => "Position",
        "KEY" => "Public key",
        "LANG" => "Language",
        "LOGO" => "Logo",
        "N" => "Further name",
        "ORG" => "Further organization",
        "PRONOUNS" => "Pronouns",
        "RELATED" | "X-ABRELATEDNAMES" => "Related person",
        "ROLE" => "Further role",
        "SOUND" => "Sound",
        "TITLE" => "Further title",
        "TZ" => "Time zone",
        "UID" => "Further identifier",
        "X-EVOLUTION-ASSISTANT" | "X-MS-ASSISTANT" => "Assistant",
        "X-EVOLUTION-MANAGER" | "X-MS-MANAGER" => "Superior",
        "X-EVOLUTION-SPOUSE" | "X-MS-SPOUSE" | "X-SPOUSE" => "Spouse",
        _ => return None,
    })
}

//! People, the organizations they work for, and their pictures.

use crate::{Id, choice::choice, document::document, preferences::Tone};
use serde::{Deserialize, Serialize};

choice! {
    /// By what means somebody can be reached.
    ChannelKind {
        /// Something else.
        Other = "other",
        /// A telephone number.
        Phone = "phone",
        /// A mail address.
        Email = "email",
        /// A web address.
        Web = "web",
        /// A postal address.
        Address = "address",
    }
}

choice! {
    /// Whether a person does the job in question now (C12).
    DoesJob {
        /// Not known.
        Unknown = "unknown",
        /// They do.
        Now = "now",
        /// They did.
        Before = "before",
        /// They never did.
        No = "no",
    }
}

choice! {
    /// The way a person prefers to be asked, remembered per person (C12, C23).
    Preferred {
        /// Not known.
        Unknown = "unknown",
        /// By telephone.
        Phone = "phone",
        /// By mail.
        Email = "email",
        /// In person.
        InPerson = "in_person",
        /// By another message.
        Message = "message",
    }
}

/// One way to reach a person (C12).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct WayToReach {
    /// Identifies the entry within its person; given by the store.
    #[serde(default)]
    pub id: String,
    /// By what means.
    #[serde(default)]
    pub kind: ChannelKind,
    /// The number or address.
    #[serde(default)]
    pub value: String,
    /// A word for it, such as "work" or "cell".
    #[serde(default)]
    pub label: String,
    /// Whether it is taken before the others of its kind; the order in which they are listed stays.
    #[serde(default)]
    pub preferred: bool,
}

document! {
    /// Somebody to talk to, or who was mentioned (C12–C16).
    Person "person" titled [name] {
        /// The name as it is shown.
        name: Line => String,
        /// The job title.
        role: Line => String,
        /// The organization they work for.
        organization: Link => Option<Id>,
        /// The field of work.
        field: Line => String,
        /// Whether they do this job now.
        does_job: Choice(DoesJob::WORDS) => DoesJob,
        /// Ways to reach them.
        channels: Entries => Vec<WayToReach>,
        /// How they like to be asked.
        preferred: Choice(Preferred::WORDS) => Preferred,
        /// How they are addressed, where it is other than usual (C24).
        tone: Choice(Tone::WORDS) => Tone,
        /// How I know them: the opening line of the call (C13).
        how_known: Prose => String,
        /// Who named them to me (C13).
        referred_by: Link => Option<Id>,
        /// Whether they are a networking contact (C14).
        network: Flag => bool,
        /// Ids of the explorations they matter to.
        explorations: Set => Vec<String>,
        /// Free words to find them by.
        tags: Set => Vec<String>,
        /// Anything else.
        notes: Prose => String,
        /// The cards that this person came from, each as an id made of what the card is known by, so that the same card means the
        /// same person whatever is changed here (C92).
        cards: Set @ 2 => Vec<String>,
    }
}

document! {
    /// An employer or another body (C07, C15).
    Organization "organization" titled [name] {
        /// The name.
        name: Line => String,
        /// The field of work.
        field: Line => String,
        /// Where it is.
        place: Line => String,
        /// Its web address.
        website: Line => String,
        /// Whether I am interested in it (C79).
        interested: Flag => bool,
        /// What I do next about it (C79).
        next_step: Line => String,
        /// Whether it employs people who do such work (C15).
        employs: Flag => bool,
        /// Anything else.
        notes: Prose => String,
    }
}

document! {
    /// The picture of a person; a document of its own, so that people load fast.
    Portrait "portrait" titled [] {
        /// Whose picture it is.
        person: Link => Option<Id>,
        /// Its format, such as `image/jpeg`.
        media_type: Line => String,
        /// The picture, as base64 (RFC 4648) when read.
        data: Bytes => String,
    }
}

impl Portrait {
    /// Returns the id of a person's picture.
    pub fn id_of(person: Id) -> Id {
        person.part("portrait")
    }
}

impl Organization {
    /// Returns the id that every device gives an organization of that name when it comes in by import.
    pub fn id_of(name: &str) -> Id {
        Id::named("organization", &crate::fold::fold(name))
    }
}

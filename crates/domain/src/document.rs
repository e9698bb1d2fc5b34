//! The declaration of a kind of document.

use crate::Id;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is known of every document beside its own fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Meta {
    /// Its identity on every device.
    pub id: Id,
    /// The name of its kind.
    pub kind: String,
    /// When it was made, by the maker's clock; none if it was only ever written to.
    pub created: Option<DateTime<Utc>>,
    /// When it was last written to, by that writer's clock.
    pub updated: Option<DateTime<Utc>>,
    /// Whether it lies in the bin. A document that another device wrote to at the same time does not (C95).
    pub deleted: bool,
    /// The version these fields were read at: give it back with an edit, so that the edit applies to what was seen.
    pub version: String,
    /// The values of each field that devices wrote apart, the shown one among them, until the user chooses.
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, unknown[]>"))]
    pub conflicts: BTreeMap<String, Vec<Value>>,
}

/// Declares a kind of document: a struct to read it, and the schema that storage, search and export follow.
///
/// ```text
/// document! {
///     /// What it is.
///     Jot "jot" titled [text] {
///         /// What was jotted.
///         text: Prose => String,
///     }
/// }
/// ```
///
/// A container field added after a release states its genesis level: `asides: Prose @ 2 => String`.
macro_rules! document {
    ($(#[$meta:meta])* $name:ident $kind:literal titled [$($title:ident),*] {
        $($(#[$field_meta:meta])* $field:ident : $shape:ident $(($($words:tt)*))? $(@ $since:literal)? => $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub struct $name {
            /// What is known of every document.
            #[serde(flatten)]
            pub meta: $crate::document::Meta,
            $($(#[$field_meta])* #[serde(default)] pub $field: $type),*
        }

        impl $name {
            /// The schema.
            pub const KIND: &'static $crate::schema::Kind = &$crate::schema::Kind {
                name: $kind,
                fields: &[$($crate::schema::Field {
                    name: stringify!($field),
                    shape: $crate::schema::Shape::$shape $(($($words)*))?,
                    since: { #[allow(unused_mut, unused_assignments)] let mut level = 1; $(level = $since;)? level },
                }),*],
                title: &[$(stringify!($title)),*],
            };

            /// Returns the document's id.
            pub const fn id(&self) -> $crate::Id {
                self.meta.id
            }
        }
    };
}
pub(crate) use document;

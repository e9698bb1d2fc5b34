//! Support for the stories in this crate: the real window driven from outside, and the places where things lie.
//!
//! A [`scenario`](scenario::scenario) gets a [`Stage`](scenario::Stage), opens [`Window`](window::Window)s on
//! [`Home`](home::Home)s and works them as a person would: by the names that a screen reader speaks.

pub mod axe;
pub mod dice;
pub mod display;
pub mod group;
pub mod heard;
pub mod home;
pub mod keyboard;
pub mod lives;
pub mod place;
pub mod scenario;
pub mod sockets;
pub mod steps;
pub mod window;

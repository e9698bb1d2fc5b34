//! Cards as real programs write them, as the standards allow them, and as they break.

#[cfg(test)]
mod damaged;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod real_exports;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod support;

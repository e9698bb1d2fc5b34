//! A day and an hour are chosen each for itself, and a number is taken when it is whole.

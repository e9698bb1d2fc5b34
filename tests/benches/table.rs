//! Tables of what was measured, beside what it is measured by.

use std::fmt;

/// Whether a budget is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is.
    Met,
    /// It is not.
    Missed,
    /// There is none for this row: it explains another.
    None,
}

impl Verdict {
    /// Judges by whether the budget is kept.
    pub(crate) const fn of(kept: bool) -> Self {
        if kept { Self::Met } else { Self::Missed }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Met => "met",
            Self::Missed => "MISSED",
            Self::None => "",
        })
    }
}

/// One line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// The figure.
    pub(crate) measured: String,
    /// What was measured beside it, in the same run.
    pub(crate) beside: String,
    /// The figure over what is beside it.
    pub(crate) ratio: String,
    /// What was promised.
    pub(crate) budget: String,
    /// Whether that is kept.
    pub(crate) verdict: Verdict,
}

impl Row {
    /// Makes a row that only explains another.
    pub(crate) fn note(what: impl Into<String>, measured: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            measured: measured.into(),
            beside: String::new(),
            ratio: String::new(),
            budget: String::new(),
            verdict: Verdict::None,
        }
    }

    /// Adds what it is measured by.
    pub(crate) fn beside(self, beside: impl Into<String>, ratio: impl Into<String>) -> Self {
        Self { beside: beside.into(), ratio: ratio.into(), ..self }
    }

    /// Adds what was promised, and whether it is kept.
    pub(crate) fn budget(self, budget: impl Into<String>, kept: bool) -> Self {
        Self { budget: budget.into(), verdict: Verdict::of(kept), ..self }
    }

    fn cells(&self) -> [String; 6] {
        let Self { what, measured, beside, ratio, budget, verdict } = self.clone();
        [what, measured, beside, ratio, budget, verdict.to_string()]
    }
}

/// The rows of one budget.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The budget's number and what it is about.
    pub(crate) title: &'static str,
    /// What was measured.
    pub(crate) rows: Vec<Row>,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEADS: [&str; 6] = ["what", "measured", "beside", "ratio", "budget", "verdict"];
        let cells: Vec<[String; 6]> =
            std::iter::once(HEADS.map(str::to_owned)).chain(self.rows.iter().map(Row::cells)).collect();
        let widths: Vec<usize> = (0..HEADS.len())
            .map(|column| cells.iter().filter_map(|row| Some(row.get(column)?.chars().count())).max().unwrap_or(0))
            .collect();
        writeln!(f, "### {}\n", self.title)?;
        for (number, row) in cells.iter().enumerate() {
            let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            writeln!(f, "| {} |", padded.collect::<Vec<_>>().join(" | "))?;
            if number == 0 {
                let lines = widths.iter().map(|width| "-".repeat(*width));
                writeln!(f, "| {} |", lines.collect::<Vec<_>>().join(" | "))?;
            }
        }
        Ok(())
    }
}

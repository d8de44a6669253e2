//! The paths of the list: their order, the chosen ones, and the matches of a search.

#![expect(
    clippy::indexing_slicing,
    reason = "a row's number is its place, and rows are never taken away"
)]

use std::collections::HashSet;

use leadmap_engine::message::visible;
use leadmap_engine::scaffold::{Draft, DraftField, DraftType, Offer, OfferedPath, SelectionReason};

/// A path of the list.
#[derive(Debug, Clone)]
pub(super) struct PathRow {
    /// The column that it is or would be.
    pub(super) field: DraftField,
    /// The type that is proposed for its values, or what they look like.
    pub(super) looks: String,
    /// How often there is one.
    pub(super) presence: String,
    /// One of them, safe to show.
    pub(super) example: String,
    /// Whether it is a column.
    pub(super) choice: Mark,
    /// What a search looks at.
    searched: String,
}

/// Whether a path is a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Chosen,
    Left,
}

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadName {
    Empty,
    Taken,
}

/// All paths that could be columns. A row is known by its number, which never changes.
#[derive(Debug, Clone)]
pub(super) struct PathList {
    rows: Vec<PathRow>,
    /// The order of the list, and of the columns: the numbers of the rows.
    order: Vec<usize>,
    /// The row that tells leads apart.
    identity: Option<usize>,
    /// All that does not depend on which rows are chosen.
    draft: Draft,
    /// The columns that were proposed.
    proposed: Vec<DraftField>,
}

impl PathRow {
    fn new(offered: OfferedPath, choice: Mark) -> Self {
        let mut row = PathRow {
            looks: looks(&offered),
            presence: offered.presence,
            example: visible(&offered.example.unwrap_or_default()).into_owned(),
            field: offered.field,
            choice,
            searched: String::new(),
        };
        row.rename(row.field.name.clone());
        row
    }

    fn rename(&mut self, name: String) {
        self.field.name = name;
        let DraftField { name, path, .. } = &self.field;
        let parts = [name, path, &self.looks, &self.example];
        self.searched = parts.map(|part| part.to_lowercase()).join("\n");
    }

    fn name_in_lower_case(&self) -> String {
        self.field.name.to_lowercase()
    }

    pub(super) fn is_chosen(&self) -> bool {
        self.choice == Mark::Chosen
    }
}

impl PathList {
    pub(super) fn of(offer: Offer) -> Self {
        let Offer { draft, paths } = offer;
        let proposed = draft.fields.len();
        let row = |(at, offered)| {
            let choice = if at < proposed { Mark::Chosen } else { Mark::Left };
            PathRow::new(offered, choice)
        };
        let rows: Vec<PathRow> = paths.into_iter().enumerate().map(row).collect();
        PathList {
            order: (0..rows.len()).collect(),
            rows,
            identity: draft.unique,
            proposed: draft.fields.clone(),
            draft: Draft { fields: Vec::new(), ..draft },
        }
    }

    pub(super) fn get(&self, row: usize) -> &PathRow {
        &self.rows[row]
    }

    pub(super) fn all(&self) -> &[PathRow] {
        &self.rows
    }

    /// The numbers of the chosen rows, in the order of the columns.
    pub(super) fn chosen(&self) -> impl Iterator<Item = usize> + '_ {
        let chosen = |row: &usize| self.rows[*row].is_chosen();
        self.order.iter().copied().filter(chosen)
    }

    /// The numbers of the rows that have every word of `search`, in any case, in the order of the list.
    pub(super) fn matching(&self, search: &str) -> Vec<usize> {
        let search = search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let matches = |row: &usize| {
            let searched = &self.rows[*row].searched;
            words.iter().all(|word| searched.contains(word))
        };
        self.order.iter().copied().filter(matches).collect()
    }

    /// Makes rows columns, or no columns. A row whose name another column has got by now is numbered.
    pub(super) fn choose(&mut self, rows: &[usize], choice: Mark) {
        let names = self.chosen().map(|row| self.rows[row].name_in_lower_case());
        let mut taken: HashSet<String> = names.collect();
        for &row in rows {
            let row = &mut self.rows[row];
            if choice == Mark::Chosen && !row.is_chosen() {
                let name = row.field.name.clone();
                let mut number = 2;
                while !taken.insert(row.name_in_lower_case()) {
                    row.rename(format!("{name}_{number}"));
                    number += 1;
                }
            }
            row.choice = choice;
        }
    }

    /// Renames a row and chooses it: a person who names a path wants it.
    pub(super) fn rename(&mut self, row: usize, name: &str) -> Result<(), BadName> {
        let name = name.trim();
        if name.is_empty() {
            return Err(BadName::Empty);
        }
        if self.is_taken(name, row) {
            return Err(BadName::Taken);
        }
        let row = &mut self.rows[row];
        row.rename(name.to_owned());
        row.choice = Mark::Chosen;
        Ok(())
    }

    /// Whether a column other than `row` has this name, in any case: a draft has no two that differ only in that.
    fn is_taken(&self, name: &str, row: usize) -> bool {
        let name = name.to_lowercase();
        self.chosen().any(|other| other != row && self.rows[other].name_in_lower_case() == name)
    }

    /// Moves a chosen row before the column that comes before it, or after the next one. Whether there is one.
    pub(super) fn shift(&mut self, row: usize, direction: Direction) -> bool {
        let Some(at) = self.order.iter().position(|other| *other == row) else {
            return false;
        };
        let is_column = |other: &usize| self.rows[*other].is_chosen();
        let target = match direction {
            Direction::Up => self.order[..at].iter().rposition(is_column),
            Direction::Down => {
                self.order[at + 1..].iter().position(is_column).map(|after| at + 1 + after)
            }
        };
        let Some(target) = target else {
            return false;
        };
        let row = self.order.remove(at);
        self.order.insert(target, row);
        true
    }

    /// The draft of what is chosen. It may have no column yet.
    pub(super) fn draft(&self) -> Draft {
        let fields: Vec<DraftField> =
            self.chosen().map(|row| self.rows[row].field.clone()).collect();
        let identity = |row| Some(row) == self.identity;
        let unchanged = fields == self.proposed;
        Draft {
            unique: self.chosen().position(identity),
            // Other paths were left out than those that are counted.
            blank: if unchanged { self.draft.blank } else { 0 },
            reason: if unchanged { self.draft.reason } else { SelectionReason::Wanted },
            fields,
            ..self.draft.clone()
        }
    }

    /// Whether anything is other than it was proposed.
    pub(super) fn is_changed(&self) -> bool {
        let chosen = self.chosen().map(|row| &self.rows[row].field);
        !chosen.eq(&self.proposed)
    }
}

/// Where a row is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// The type that the mapping gives the values, behind an arrow; what they look like where it gives none.
fn looks(offered: &OfferedPath) -> String {
    let kind = match offered.field.kind {
        DraftType::Any => return offered.looks.clone(),
        DraftType::Email => "email",
        DraftType::Phone => "phone",
        DraftType::DateTime | DraftType::UnixSeconds | DraftType::UnixMilliseconds => "timestamp",
    };
    format!("→ {kind}")
}

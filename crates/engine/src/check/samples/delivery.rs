//! The names of headers and parameters in the samples.

use std::collections::BTreeSet;

use crate::capture::Delivery;

/// How many names of each kind are kept: the first in alphabetical order.
const KEPT: usize = 256;

/// The names that were seen. Values are never kept: those of headers are secrets.
#[derive(Debug, Default)]
pub(super) struct DeliveryNames {
    /// Of headers, in lower case.
    pub(super) headers: BTreeSet<String>,
    /// Of the query's parameters.
    pub(super) parameters: BTreeSet<String>,
}

impl DeliveryNames {
    pub(super) fn take(&mut self, delivery: &Delivery<'_>) {
        for (name, _) in delivery.headers() {
            keep(&mut self.headers, &name.to_ascii_lowercase());
        }
        for (name, _) in delivery.query_parameters() {
            keep(&mut self.parameters, &name);
        }
    }

    pub(super) fn append(&mut self, more: &DeliveryNames) {
        more.headers.iter().for_each(|name| keep(&mut self.headers, name));
        more.parameters.iter().for_each(|name| keep(&mut self.parameters, name));
    }
}

fn keep(names: &mut BTreeSet<String>, name: &str) {
    if !names.contains(name) {
        names.insert(name.to_owned());
        if names.len() > KEPT {
            names.pop_last();
        }
    }
}

//! The names of the wrappers that a capture was opened by.

use std::fmt;

/// The most wrappers that are opened one in the other. Whoever packs more often does not mean a delivery.
pub(super) const STEPS: usize = 6;

/// What a capture was opened by, from the outside in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Steps([&'static str; STEPS]);

impl Steps {
    /// One step alone.
    pub(super) fn first(name: &'static str) -> Self {
        let mut steps = Steps::default();
        steps.add(name);
        steps
    }

    /// Adds a step within those so far.
    pub(super) fn add(&mut self, name: &'static str) {
        if let Some(free) = self.0.iter_mut().find(|name| name.is_empty()) {
            *free = name;
        }
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, name) in self.0.iter().take_while(|name| !name.is_empty()).enumerate() {
            if number > 0 {
                formatter.write_str(" > ")?;
            }
            formatter.write_str(name)?;
        }
        Ok(())
    }
}

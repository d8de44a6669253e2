//! `leadmap init --pick`: the terminal around the picker. Keys in, frames out; what they mean is the library's.

mod keys;
mod screen;

use anyhow::{Context, Result};
use crossterm::event;

use leadmap_engine::scaffold::{Draft, Offer};
use leadmap_view::paint::{Color, Ink};
use leadmap_view::pick::{Input, Picker, PickerAction, Sample};

use screen::Screen;
pub(super) use screen::Terminal;

/// Lets a person choose, and returns the draft; `None` when the person leaves without one.
///
/// # Errors
/// When the terminal cannot be read or written any more. It is left as it was.
pub(super) fn pick(
    terminal: Terminal,
    offer: Offer,
    sample: Sample,
    color: Color,
) -> Result<Option<Draft>> {
    let lost = "lost the terminal";
    let mut screen = Screen::open(terminal, Ink(color)).context(lost)?;
    let mut picker = Picker::new(offer, sample, screen::size().context(lost)?);
    loop {
        screen.draw(&picker.frame()).context(lost)?;
        let input = loop {
            if let Some(input) = keys::input(event::read().context(lost)?) {
                break input;
            }
        };
        match picker.on(input) {
            PickerAction::Draw => {}
            PickerAction::Redraw => screen.forget(),
            PickerAction::Suspend => {
                screen.suspend().context(lost)?;
                let size = screen::size().context(lost)?;
                picker.on(Input::Resize(size));
            }
            PickerAction::Write => return Ok(Some(picker.draft())),
            PickerAction::Leave => return Ok(None),
        }
    }
}

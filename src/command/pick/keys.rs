//! Translates terminal events to keys of the picker.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use leadmap_view::pick::{Input, Key, Size};

/// What a person has done; `None` for what means nothing here.
pub(super) fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(event) if event.kind != KeyEventKind::Release => key(event).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(width, height) => Some(Input::Resize(Size { width, height })),
        _ => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(match event.code {
        // AltGr is told as both, and makes characters.
        KeyCode::Char(letter) if control && !alt => Key::Control(letter.to_ascii_lowercase()),
        KeyCode::Char(_) if alt && !control => return None,
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Up if shift => Key::ShiftUp,
        KeyCode::Down if shift => Key::ShiftDown,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::F(2) => Key::F2,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Input> {
        input(Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn letters_with_control_are_not_letters_and_those_of_alt_gr_are() {
        let control = pressed(KeyCode::Char('C'), KeyModifiers::CONTROL);
        assert_eq!(control, Some(Input::Key(Key::Control('c'))));
        let alt_gr = KeyModifiers::CONTROL | KeyModifiers::ALT;
        assert_eq!(pressed(KeyCode::Char('@'), alt_gr), Some(Input::Key(Key::Char('@'))));
        assert_eq!(pressed(KeyCode::Char('q'), KeyModifiers::ALT), None);
    }

    #[test]
    fn letting_go_of_a_key_does_nothing() {
        let mut event = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        assert_eq!(input(Event::Key(event)), None);
        assert_eq!(input(Event::FocusLost), None);
    }
}

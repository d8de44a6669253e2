//! What keys do, and what is then to be seen, as a person would tell it.

use proptest::prelude::*;

use leadmap_engine::mapping::Mapping;
use leadmap_engine::message::is_hidden;
use leadmap_engine::scaffold::{Include, Scaffold, Selection};
use leadmap_json::{Part, scan};

use super::*;
use crate::paint::{Color, Ink};

const PAYLOADS: [&str; 3] = [
    r#"{"event":"lead","person":{"name":"Asha Rao","email":"asha@example.com","phone":"+919820010431"},"flag":"call\u001b[31m","score":7,"id":"L1"}"#,
    r#"{"event":"lead","person":{"name":"सुनीता यादव","email":"s@example.com","phone":"+919847055610"},"flag":"","score":8,"id":"L2"}"#,
    r#"{"event":"lead","person":{"name":"கார்த்திகேயன்","email":"k@example.com","phone":"+919811020562"},"flag":"x","score":9,"id":"L3"}"#,
];

const SIZE: Size = Size { width: 80, height: 24 };

fn picker_of(payloads: &[&str], selection: &Selection, size: Size) -> Picker {
    let mut scaffold = Scaffold::new();
    let mut sample = Sample::default();
    for payload in payloads {
        scan::check(payload.as_bytes()).unwrap();
        scaffold.observe(Part::Text(payload));
        sample.keep(payload);
    }
    Picker::new(scaffold.offer(selection).unwrap(), sample, size)
}

fn picker() -> Picker {
    picker_of(&PAYLOADS, &Selection::default(), SIZE)
}

fn press(picker: &mut Picker, keys: impl IntoIterator<Item = Key>) -> PickerAction {
    let mut next = PickerAction::Draw;
    for key in keys {
        next = picker.on(Input::Key(key));
    }
    next
}

fn type_in(picker: &mut Picker, text: &str) {
    press(picker, text.chars().map(Key::Char));
}

fn columns(picker: &Picker) -> Vec<String> {
    let fields = picker.draft().fields;
    fields.into_iter().map(|field| field.name).collect()
}

fn screen(picker: &Picker) -> String {
    let lines = picker.frame().lines;
    let lines: Vec<String> = lines.iter().map(ScreenLine::text).collect();
    lines.join("\n")
}

#[test]
fn it_begins_with_what_init_would_write() {
    let mut picker = picker();
    assert_eq!(columns(&picker), ["name", "phone", "email", "id"]);
    assert_eq!(press(&mut picker, [Key::Enter]), PickerAction::Write);
    let mut scaffold = Scaffold::new();
    for payload in PAYLOADS {
        scaffold.observe(Part::Text(payload));
    }
    let draft = scaffold.draft(&Selection::default());
    assert_eq!(Ok(picker.draft()), draft);
}

#[test]
fn the_screen_shows_the_list_the_current_path_and_the_first_records() {
    let picker = picker();
    let shown = screen(&picker);
    let document = include_str!("../../../../docs/init.md");
    assert!(
        document.contains(&format!("```text\n{shown}\n```\n")),
        "docs/init.md has another picture than this:\n{shown}"
    );
    assert!(shown.contains(r"call\u{1b}[31m"), "{shown}");
}

#[test]
fn space_chooses_and_leaves_out_and_the_preview_follows() {
    let mut picker = picker();
    press(&mut picker, [Key::Char(' ')]);
    assert_eq!(columns(&picker), ["phone", "email", "id"]);
    assert!(!screen(&picker).contains("सुनीता"));
    press(&mut picker, [Key::Char(' '), Key::End, Key::Char(' ')]);
    assert_eq!(columns(&picker), ["name", "phone", "email", "id", "score"]);
    assert!(screen(&picker).contains("L3  9"), "{}", screen(&picker));
}

#[test]
fn a_search_takes_all_its_words_in_any_case_and_escape_ends_it() {
    let mut picker = picker();
    type_in(&mut picker, "/PERSON ma");
    assert_eq!(picker.shown.len(), 1);
    assert!(screen(&picker).starts_with("Search: PERSON ma"));
    assert_eq!(picker.frame().cursor, Some((0, 17)));
    // Enter leaves the search as it is, and Space is a command again.
    press(&mut picker, [Key::Enter, Key::Char(' ')]);
    assert_eq!(columns(&picker), ["name", "phone", "id"]);
    assert_eq!(press(&mut picker, [Key::Esc]), PickerAction::Draw);
    assert_eq!(picker.shown.len(), 7);
    assert_eq!(picker.cursor, 2);
    // Values are searched too, and what nothing has is said.
    type_in(&mut picker, "/zzz");
    assert!(screen(&picker).contains("no path has `zzz`"));
    press(
        &mut picker,
        [Key::Enter, Key::Char(' '), Key::Char('r'), Key::Char('>'), Key::Char('a')],
    );
    assert_eq!(columns(&picker), ["name", "phone", "id"]);
    press(&mut picker, [Key::Esc]);
    type_in(&mut picker, "/asha@");
    assert_eq!(picker.shown.len(), 1);
}

#[test]
fn a_new_name_is_accepted_by_enter_and_left_by_escape() {
    let mut picker = picker();
    press(&mut picker, [Key::Char('r'), Key::Control('u')]);
    type_in(&mut picker, "पूरा नाम q");
    assert!(screen(&picker).contains("> [x] पूरा नाम q"));
    press(&mut picker, [Key::Enter]);
    assert_eq!(columns(&picker)[0], "पूरा नाम q");
    press(&mut picker, [Key::F2, Key::Char('x'), Key::Esc]);
    assert_eq!(columns(&picker)[0], "पूरा नाम q");
    // Whoever names a path wants it.
    press(&mut picker, [Key::End, Key::Char('r'), Key::Char('2'), Key::Enter]);
    assert_eq!(columns(&picker)[4], "score2");
    let (mapping, _) = Mapping::parse(&picker.draft().render()).unwrap();
    assert_eq!(mapping.fields[0].name, "पूरा नाम q");
}

#[test]
fn names_that_are_empty_or_taken_are_refused_with_a_reason() {
    let mut picker = picker();
    press(&mut picker, [Key::Char('r'), Key::Control('u'), Key::Char(' '), Key::Enter]);
    assert!(screen(&picker).ends_with("a column needs a name"));
    type_in(&mut picker, "EMAIL");
    press(&mut picker, [Key::Enter]);
    assert!(screen(&picker).ends_with("another column is called `EMAIL`"));
    press(&mut picker, [Key::Char('s'), Key::Enter]);
    assert_eq!(columns(&picker)[0], "EMAILs");
}

#[test]
fn a_path_whose_name_was_given_away_is_numbered() {
    let mut picker = picker();
    press(
        &mut picker,
        [Key::Down, Key::Down, Key::Char(' '), Key::Home, Key::Char('r'), Key::Control('u')],
    );
    type_in(&mut picker, "email");
    press(&mut picker, [Key::Enter, Key::Down, Key::Down, Key::Char(' ')]);
    assert_eq!(columns(&picker), ["email", "phone", "email_2", "id"]);
}

#[test]
fn columns_are_moved_past_other_columns_and_the_cursor_goes_along() {
    let mut picker = picker();
    press(&mut picker, [Key::Char('>')]);
    assert_eq!(columns(&picker), ["phone", "name", "email", "id"]);
    press(&mut picker, [Key::ShiftDown, Key::ShiftUp, Key::Char('<'), Key::Char('<')]);
    assert_eq!(columns(&picker), ["name", "phone", "email", "id"]);
    press(&mut picker, [Key::End, Key::Char('<')]);
    assert!(screen(&picker).contains("only what is chosen has a place"));
    // What lies between and is no column makes no difference.
    press(&mut picker, [Key::Char(' '), Key::Char('<'), Key::Char('<')]);
    assert_eq!(columns(&picker), ["name", "phone", "score", "email", "id"]);
}

#[test]
fn the_column_that_tells_leads_apart_stays_so_wherever_it_is() {
    let mut picker = picker();
    press(
        &mut picker,
        [
            Key::Down,
            Key::Down,
            Key::Down,
            Key::Char('<'),
            Key::Char('r'),
            Key::Char('x'),
            Key::Enter,
        ],
    );
    assert!(picker.draft().render().contains(r#""unique": ["idx"]"#));
    press(&mut picker, [Key::Char(' ')]);
    assert_eq!(picker.draft().unique, None);
}

#[test]
fn all_that_a_search_shows_is_chosen_or_left_out_together() {
    let mut picker = picker();
    type_in(&mut picker, "/person");
    press(&mut picker, [Key::Enter, Key::Char('a')]);
    assert_eq!(columns(&picker), ["id"]);
    press(&mut picker, [Key::Char('a')]);
    assert_eq!(columns(&picker), ["name", "phone", "email", "id"]);
}

#[test]
fn tab_shows_what_is_chosen_and_keeps_what_is_left_out_until_it_is_pressed_again() {
    let mut picker = picker();
    press(&mut picker, [Key::Tab, Key::Char(' ')]);
    assert!(screen(&picker).starts_with("Chosen paths"));
    assert_eq!(picker.shown.len(), 4);
    press(&mut picker, [Key::Tab]);
    assert_eq!(picker.shown.len(), 7);
    press(&mut picker, [Key::Tab]);
    assert_eq!(picker.shown.len(), 3);
}

#[test]
fn a_mapping_without_columns_is_not_written() {
    let mut picker = picker();
    press(&mut picker, [Key::Char('a'), Key::Char('a')]);
    assert!(columns(&picker).is_empty());
    assert!(screen(&picker).contains("nothing is chosen"));
    assert_eq!(press(&mut picker, [Key::Enter]), PickerAction::Draw);
    assert!(screen(&picker).ends_with("nothing is chosen: Space chooses a path"));
}

#[test]
fn who_has_changed_something_is_asked_before_it_is_lost() {
    assert_eq!(press(&mut picker(), [Key::Char('q')]), PickerAction::Leave);
    assert_eq!(press(&mut picker(), [Key::Esc]), PickerAction::Leave);
    let mut picker = picker();
    assert_eq!(press(&mut picker, [Key::Char(' '), Key::Char('q')]), PickerAction::Draw);
    assert!(screen(&picker).contains("Leave without writing"));
    assert_eq!(press(&mut picker, [Key::Enter]), PickerAction::Draw);
    assert_eq!(press(&mut picker, [Key::Esc, Key::Char('y')]), PickerAction::Leave);
    // Who takes a change back has changed nothing.
    let mut picker = self::picker();
    assert_eq!(
        press(&mut picker, [Key::Char(' '), Key::Char(' '), Key::Char('q')]),
        PickerAction::Leave
    );
}

#[test]
fn control_c_leaves_wherever_one_is() {
    for keys in ["", "/x", "rx", " q"] {
        for control in [Key::Control('c'), Key::Control('d')] {
            let mut picker = picker();
            type_in(&mut picker, keys);
            assert_eq!(press(&mut picker, [control]), PickerAction::Leave, "{keys}");
        }
    }
}

#[test]
fn what_is_pasted_is_text_and_never_commands() {
    let mut picker = picker();
    picker.on(Input::Paste(" q\ny".into()));
    assert_eq!(columns(&picker).len(), 4);
    press(&mut picker, [Key::Char('r'), Key::Control('u')]);
    picker.on(Input::Paste("full\nname".into()));
    press(&mut picker, [Key::Enter]);
    assert_eq!(columns(&picker)[0], "full name");
}

#[test]
fn payloads_that_the_mapping_filters_are_said_to_be_so() {
    let other = r#"{"type":"ping","at":1}"#.to_owned();
    let lead = |n: usize| {
        format!(
            r#"{{"type":"lead","name":"A{n}","email":"a{n}@example.com","phone":"+91982001043{n}"}}"#
        )
    };
    let payloads: Vec<String> = (0..70).map(|_| other.clone()).chain((0..5).map(lead)).collect();
    let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
    let shown = screen(&picker_of(&payloads, &Selection::default(), SIZE));
    assert!(shown.contains("none of the first 64 payloads passes `when`"), "{shown}");
}

#[test]
fn thousands_of_paths_are_scrolled_and_chosen_at_once() {
    let members: Vec<String> = (0..400)
        .flat_map(|outer| (0..10).map(move |inner| (outer, inner)))
        .map(|(outer, inner)| format!(r#""k{outer}_{inner}":{{"name":"v{outer}","x":[1]}}"#))
        .collect();
    let groups: Vec<String> = members
        .chunks(100)
        .enumerate()
        .map(|(at, members)| format!(r#""g{at}":{{{}}}"#, members.join(",")))
        .collect();
    let payload = format!("{{{}}}", groups.join(","));
    let mut picker =
        picker_of(&[&payload], &Selection { include: Include::All, exclude: Vec::new() }, SIZE);
    assert_eq!(picker.shown.len(), 8000);
    press(&mut picker, [Key::End]);
    assert_eq!(picker.cursor, 7999);
    assert!(screen(&picker).contains("g39.k399_9.x[*]"));
    press(&mut picker, [Key::Char('a'), Key::Char('a'), Key::Home]);
    assert_eq!(columns(&picker).len(), 8000);
}

/// Whether a frame is one for a terminal of this size: nothing outside, nothing that acts on it but colours.
fn fits(picker: &Picker) {
    let frame = picker.frame();
    let Size { width, height } = picker.size;
    let text = screen(picker);
    assert!(frame.lines.len() <= usize::from(height), "{:?}\n{text}", picker.size);
    for line in &frame.lines {
        let line = line.text();
        assert!(fit::width(&line) <= usize::from(width), "{:?}\n{line}", picker.size);
        assert!(!line.contains(is_hidden), "{line:?}");
    }
    if let Some((line, column)) = frame.cursor {
        assert!(line < height && column < width, "{:?}", picker.size);
    }
}

#[test]
fn every_size_of_terminal_is_filled_and_not_more() {
    for (width, height) in
        [(20, 5), (200, 60), (80, 24), (40, 10), (1, 1), (0, 0), (3, 2), (132, 3)]
    {
        let mut picker = picker();
        picker.on(Input::Resize(Size { width, height }));
        assert_eq!(picker.frame().lines.len(), usize::from(height));
        fits(&picker);
        press(&mut picker, [Key::Char('r'), Key::Char('x')]);
        fits(&picker);
        press(&mut picker, [Key::Esc, Key::Char('/'), Key::Char('e')]);
        fits(&picker);
    }
}

#[test]
fn where_there_is_little_room_the_list_is_what_stays() {
    let at = |width, height| {
        screen(&picker_of(&PAYLOADS, &Selection::default(), Size { width, height }))
    };
    assert_eq!(at(20, 5), "       4 of 7 chosen\n> [x] name\n  [x] phone\n  [x] email\nSpace pick");
    assert_eq!(at(20, 1), "> [x] name");
}

#[test]
fn where_there_is_no_room_not_even_a_mark_is_typed() {
    let mut picker = picker();
    picker.on(Input::Key(Key::F2));
    picker.on(Input::Paste("\u{11f02}".to_owned()));
    picker.on(Input::Key(Key::Left));
    picker.on(Input::Resize(Size { width: 0, height: 1 }));
    fits(&picker);
}

#[test]
fn without_colours_nothing_but_the_places_of_text_is_sent() {
    for line in picker().frame().lines {
        let painted = line.paint(Ink(Color::Off));
        for sequence in painted.split('\u{1b}').skip(1) {
            let digits = sequence
                .trim_start_matches('[')
                .trim_start_matches(|digit: char| digit.is_ascii_digit());
            assert!(digits.starts_with('G'), "{painted:?}");
        }
    }
}

fn input() -> impl Strategy<Value = Input> {
    let keys = [
        Key::Up,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::ShiftUp,
        Key::ShiftDown,
        Key::PageUp,
        Key::PageDown,
        Key::Home,
        Key::End,
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::Backspace,
        Key::Delete,
        Key::F2,
        Key::Control('u'),
        Key::Char(' '),
        Key::Char('a'),
        Key::Char('/'),
        Key::Char('r'),
        Key::Char('<'),
        Key::Char('>'),
        Key::Char('e'),
        Key::Char('n'),
    ];
    prop_oneof![
        12 => prop::sample::select(keys.to_vec()).prop_map(Input::Key),
        2 => any::<char>().prop_map(|character| Input::Key(Key::Char(character))),
        1 => any::<String>().prop_map(Input::Paste),
        1 => (0u16..140, 0u16..50).prop_map(|(width, height)| Input::Resize(Size { width, height })),
    ]
}

proptest! {
    #[test]
    fn whatever_is_typed_the_screen_fits_and_the_draft_is_a_mapping(inputs in prop::collection::vec(input(), 0..60)) {
        let mut picker = picker();
        for input in inputs {
            picker.on(input);
            fits(&picker);
        }
        let draft = picker.draft();
        let text = draft.render();
        if draft.fields.is_empty() {
            prop_assert_eq!(picker.on(Input::Key(Key::Enter)), PickerAction::Draw);
        } else {
            let parsed = Mapping::parse(&text);
            let warnings = parsed.map(|(_, warnings)| warnings);
            prop_assert!(warnings.as_ref().is_ok_and(Vec::is_empty), "{warnings:?}\n{text}");
        }
    }
}

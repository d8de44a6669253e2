//! Fields with names, as forms and queries have them, as an object.

use indexmap::IndexMap;

/// Fields in the order in which their names came first.
#[derive(Debug, Default)]
pub(super) struct Fields(IndexMap<String, Values>);

/// The JSON texts of the values of one name.
#[derive(Debug, Default)]
struct Values {
    list: String,
    count: usize,
}

impl Fields {
    /// Adds a value that is the JSON text `json`.
    pub(super) fn add(&mut self, name: String, json: &str) {
        let values = self.0.entry(name).or_default();
        if values.count > 0 {
            values.list.push(',');
        }
        values.list.push_str(json);
        values.count += 1;
    }

    /// Adds a value that is a text.
    pub(super) fn add_text(&mut self, name: String, text: &str) {
        self.add(name, &quoted(text));
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object of them: names as they are, a name that is given twice with a list.
    pub(super) fn object(&self) -> String {
        let mut object = String::from("{");
        for (name, Values { list, count }) in &self.0 {
            if object.len() > 1 {
                object.push(',');
            }
            object.push_str(&quoted(name));
            object.push(':');
            match count {
                1 => object.push_str(list),
                _ => object.extend(["[", list, "]"]),
            }
        }
        object.push('}');
        object
    }
}

/// The JSON string of `text`.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_as_they_are_and_several_of_one_name_are_a_list() {
        let mut fields = Fields::default();
        assert_eq!(fields.object(), "{}");
        for (name, json) in [("a", "1.50"), ("b", "{}"), ("a", "[2]"), ("", "null"), ("a", "3")] {
            fields.add(name.to_owned(), json);
        }
        fields.add_text("\"".to_owned(), "\n");
        assert_eq!(fields.object(), r#"{"a":[1.50,[2],3],"b":{},"":null,"\"":"\n"}"#);
    }
}

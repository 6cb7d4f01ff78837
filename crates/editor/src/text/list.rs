//! A list on one line: its texts between commas, or JSON where that would make other texts of them.

use aws::service::properties::Properties;
use serde_json::Value as Json;

/// Reads a list.
pub(crate) fn read(text: &str) -> Vec<Json> {
    match serde_json::from_str(text) {
        Ok(Json::Array(items)) => items,
        _ => between_commas(text).map(Json::from).collect(),
    }
}

/// Writes what a template says so that it is read back as it is.
pub(crate) fn written(list: &Properties) -> String {
    let texts: Option<Vec<String>> = list.items().iter().map(Properties::scalar_text).collect();
    let texts = texts.map(|texts| (texts.join(", "), texts));
    let plain = texts.filter(|(plain, texts)| read(plain) == *texts).map(|(plain, _)| plain);
    plain.unwrap_or_else(|| list.items().iter().map(Properties::json).collect::<Json>().to_string())
}

fn between_commas(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws::service::properties::Properties;
    use serde_json::json;

    #[test]
    fn a_list_is_read_back_as_it_was_written() {
        for (list, line) in [
            (json!(["/a/*", "/b"]), "/a/*, /b"),
            (json!(["text/html,*"]), r#"["text/html,*"]"#),
            (json!([" padded"]), r#"[" padded"]"#),
            (json!(["[1]"]), r#"["[1]"]"#),
            (json!(["a", ""]), r#"["a",""]"#),
            (json!([{ "Ref": "Stage" }, "b"]), r#"[{"Ref":"Stage"},"b"]"#),
        ] {
            assert_eq!(written(&Properties::of_json(&list)), line);
            assert_eq!(Json::from(read(line)), list);
        }
        assert_eq!(written(&Properties::of_json(&json!([404, "502"]))), "404, 502");
        assert_eq!(read("a,, b ,"), ["a", "b"]);
    }
}

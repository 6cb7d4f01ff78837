//! Takes what Trunk writes inline out of the page, so that the strictest useful policy holds.
//!
//! This is no HTML parser: it knows the few forms that Trunk and our own `index.html` write, and refuses the rest.

/// What the page allows itself: its own files, and compiling WASM; no inline code, nothing from elsewhere.
pub(super) const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/// The page without inline code, and the files that code went into.
#[derive(Debug)]
pub(super) struct Hardened {
    pub(super) html: String,
    pub(super) files: Vec<NewFile>,
}

/// A file to write beside the page.
#[derive(Debug)]
pub(super) struct NewFile {
    pub(super) name: String,
    pub(super) text: String,
}

/// Moves inline scripts and styles to files, drops checksums that shrinking has made wrong, adds the policy.
///
/// # Errors
/// Says what in the page cannot be made to obey the policy.
pub(super) fn harden(html: &str) -> Result<Hardened, String> {
    let mut files = Vec::new();
    let html = move_out(html, &SCRIPT, &mut files)?;
    let html = move_out(&html, &STYLE, &mut files)?;
    let html = without_attribute(&html, "integrity");
    let html = with_policy(&html)?;
    if let Some(attribute) =
        ["style=\"", "onclick=\"", "onload=\"", "href=\"javascript:"].iter().find(|it| html.contains(*it))
    {
        return Err(format!("the page carries the inline attribute {attribute}…\", which its policy forbids"));
    }
    Ok(Hardened { html, files })
}

/// An element whose content is code, and how a file of that code is named and mentioned instead.
struct Inline {
    element: &'static str,
    extension: &'static str,
    mention: fn(attributes: &str, file: &str) -> String,
}

const SCRIPT: Inline = Inline {
    element: "script",
    extension: "js",
    mention: |attributes, file| format!("<script{attributes} src=\"./{file}\"></script>"),
};

const STYLE: Inline = Inline {
    element: "style",
    extension: "css",
    mention: |_, file| format!("<link rel=\"stylesheet\" href=\"./{file}\">"),
};

fn move_out(html: &str, inline: &Inline, files: &mut Vec<NewFile>) -> Result<String, String> {
    let (open, close) = (format!("<{}", inline.element), format!("</{}>", inline.element));
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find(&open) {
        let (before, element) = rest.split_at(start);
        let unended = || format!("an element <{}> does not end", inline.element);
        let head_end = element.find('>').ok_or_else(unended)?;
        let end = element.find(&close).ok_or_else(unended)?;
        let attributes = &element[open.len()..head_end];
        let code = element[head_end + 1..end].trim();
        result.push_str(before);
        rest = &element[end + close.len()..];
        if code.is_empty() || attributes.contains("application/") {
            // A file already, or data such as JSON, which no policy counts as a script.
            result.push_str(&element[..end + close.len()]);
            continue;
        }
        let name = format!("start-{:016x}.{}", fingerprint(code), inline.extension);
        result.push_str(&(inline.mention)(attributes, &name));
        files.push(NewFile { name, text: format!("{code}\n") });
    }
    result.push_str(rest);
    Ok(result)
}

/// Names a file by its content, so that a cache never shows an old one (FNV-1a).
fn fingerprint(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

fn without_attribute(html: &str, attribute: &str) -> String {
    let start = format!(" {attribute}=\"");
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(&start) {
        result.push_str(&rest[..at]);
        let value = &rest[at + start.len()..];
        rest = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    result.push_str(rest);
    result
}

/// Puts the policy first in the head, because it binds only what stands after it.
fn with_policy(html: &str) -> Result<String, String> {
    let at = html.find("<head>").ok_or("the page has no plain <head>")? + "<head>".len();
    let (before, after) = html.split_at(at);
    Ok(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_code_moves_to_files_and_the_policy_comes_first() {
        let html = "<html><head><meta charset=\"utf-8\"><link rel=\"modulepreload\" href=\"./a.js\" integrity=\"sha384-x\">\
                    <style>p{}</style></head><body><script type=\"module\">\nimport init from './a.js';\n</script></body></html>";
        let hardened = harden(html).unwrap();
        assert!(hardened.html.starts_with("<html><head><meta http-equiv=\"Content-Security-Policy\""));
        assert!(!hardened.html.contains("import init"));
        assert!(!hardened.html.contains("integrity"));
        let names: Vec<&str> = hardened.files.iter().map(|file| file.name.as_str()).collect();
        assert!(names[0].ends_with(".js") && names[1].ends_with(".css"), "{names:?}");
        assert!(hardened.html.contains(&format!("<script type=\"module\" src=\"./{}\"></script>", names[0])));
        assert!(hardened.html.contains(&format!("<link rel=\"stylesheet\" href=\"./{}\">", names[1])));
        assert_eq!(hardened.files[0].text, "import init from './a.js';\n");
    }

    #[test]
    fn scripts_that_are_files_or_data_stay() {
        let html = "<head><script src=\"a.js\"></script><script type=\"application/json\">{}</script></head>";
        let hardened = harden(html).unwrap();
        assert!(hardened.files.is_empty());
        assert!(hardened.html.ends_with(&html["<head>".len()..]));
    }

    #[test]
    fn an_inline_style_attribute_is_refused() {
        assert!(harden("<head></head><p style=\"color:red\">").is_err());
    }
}

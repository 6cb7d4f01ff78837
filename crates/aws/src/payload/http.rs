//! What the services that speak HTTP share: reading a client's request and an answer's document, and a few encodings.
//!
//! A client's request has the parameters `Method`, `Path`, `QueryString` (without `?`), `Headers`, `Host`, `Port` and
//! `From`; its body is the payload. An answer carries the response document in the form in which functions return it:
//! `statusCode`, `headers` or `multiValueHeaders`, `body`.

use crate::message::{Answer, Item};
use crate::payload::{Parameters, Payload};
use serde_json::{Map, Value, json};

/// A client's HTTP request, as its parameters say it.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'a> {
    /// The method, `GET` by default.
    pub method: &'a str,
    /// The path, `/` by default, as the client wrote it.
    pub path: &'a str,
    /// The query string without `?`, as the client wrote it.
    pub query: &'a str,
    /// The host asked for, where the client names one.
    pub host: Option<&'a str>,
    /// The port, where the client names one.
    pub port: Option<u16>,
    /// Where the client is: a code of an edge location or an IP address.
    pub from: Option<&'a str>,
    headers: &'a Value,
    /// The body.
    pub body: &'a Payload,
}

impl<'a> HttpRequest<'a> {
    /// Reads the parameters of a request.
    #[must_use]
    pub fn of(item: &'a Item) -> Self {
        Self::read(&item.parameters, &item.payload)
    }

    /// Reads parameters, and takes a body.
    #[must_use]
    pub fn read(parameters: &'a Parameters, body: &'a Payload) -> Self {
        let path = parameters.text("Path").filter(|path| !path.is_empty()).unwrap_or("/");
        // A person may write the query into the path, as in a URL.
        let (path, in_path) = path.split_once('?').unwrap_or((path, ""));
        Self {
            method: parameters.text("Method").unwrap_or("GET"),
            path,
            query: parameters.text("QueryString").unwrap_or(in_path),
            host: parameters.text("Host"),
            port: parameters.integer("Port").and_then(|port| u16::try_from(port).ok()),
            from: parameters.text("From"),
            headers: parameters.get("Headers"),
            body,
        }
    }

    /// Returns the headers in the order written; a name with a list of values once for each.
    pub fn headers(&self) -> impl Iterator<Item = (&'a str, String)> + use<'a> {
        let entries = self.headers.as_object().into_iter().flatten();
        entries.flat_map(|(name, value)| values_of(value).map(move |value| (name.as_str(), value)))
    }

    /// Returns the first value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns whether the request has a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.body_size() > 0
    }

    /// Returns the bytes of the body; neither `null` nor an empty object is one.
    #[must_use]
    pub fn body_size(&self) -> u64 {
        body_size(self.body)
    }
}

/// Returns the bytes of a payload that is a body: `null` and `{}` stand for none.
#[must_use]
pub fn body_size(body: &Payload) -> u64 {
    let size = body.size();
    let is_none = size <= 4 && matches!(&*body.text(), "" | "null" | "{}");
    if is_none { 0 } else { size }
}

/// Returns the text of a payload that is a body.
#[must_use]
pub fn body_text(body: &Payload) -> String {
    if body_size(body) == 0 { String::new() } else { body.text() }
}

fn values_of(value: &Value) -> impl Iterator<Item = String> + use<'_> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().map(text_of)
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Splits a query string into names and values, neither of them decoded.
pub fn query_pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// Tells whether a text matches a pattern in which `*` stands for any run of characters and `?` for any one.
#[must_use]
pub fn wildcard_matches(pattern: &str, text: &str, case_matters: bool) -> bool {
    let fold = |text: &str| -> Vec<char> {
        if case_matters { text.chars().collect() } else { text.to_lowercase().chars().collect() }
    };
    let (pattern, text) = (fold(pattern), fold(text));
    let (mut p, mut t) = (0, 0);
    // The last `*` and where its run began: on a mismatch the run grows by one.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match &mut star {
                Some((at, run)) => {
                    *run += 1;
                    p = *at + 1;
                    t = *run;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Returns the words that go with a status.
#[must_use]
pub fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Long",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

/// Makes the answer of a service that writes the response itself: a redirect, a fixed response, an error page.
#[must_use]
pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers: Map<String, Value> = headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let mut document = Map::new();
    document.insert("statusCode".to_owned(), json!(status));
    document.insert("statusDescription".to_owned(), json!(format!("{status} {}", reason_phrase(status)).trim()));
    document.insert("headers".to_owned(), Value::Object(headers));
    document.insert("body".to_owned(), json!(body));
    Answer::with(status, Payload::from_json(Value::Object(document)))
}

/// Encodes bytes in base64 (RFC 4648, with padding).
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let digit = ALPHABET[(word >> (18 - 6 * n)) as usize & 63];
            text.push(if n <= chunk.len() as u32 { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Returns the bytes that a base64 text stands for; a text that is none stands for its own bytes.
#[must_use]
pub fn bytes_of_base64(text: &str) -> Vec<u8> {
    let value = |digit: u8| match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let values: Option<Vec<u8>> = text.trim_end_matches('=').bytes().map(value).collect();
    let Some(values) = values.filter(|_| text.len().is_multiple_of(4)) else { return text.as_bytes().to_vec() };
    let bytes = |digits: &[u8]| {
        let bits = digits.iter().enumerate().fold(0_u32, |bits, (n, value)| bits | u32::from(*value) << (18 - 6 * n));
        bits.to_be_bytes().into_iter().skip(1).take(digits.len().saturating_sub(1))
    };
    values.chunks(4).flat_map(bytes).collect()
}

/// Returns the bytes that base64 makes of so many.
#[must_use]
pub fn base64_size(bytes: u64) -> u64 {
    bytes.div_ceil(3) * 4
}

/// Returns the IP address of a client: the one it names itself, or one of the block kept for documentation.
#[must_use]
pub fn client_ip(from: Option<&str>) -> String {
    match from {
        Some(from) if from.parse::<std::net::IpAddr>().is_ok() => from.to_owned(),
        Some(from) => {
            let host = from.bytes().fold(7, |sum, byte| (sum * 31 + u32::from(byte)) % 254) + 1;
            format!("203.0.113.{host}")
        }
        None => "203.0.113.178".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_an_address_wherever_it_is() {
        for from in [None, Some("FRA"), Some("FRA56-C1"), Some("somewhere with quite a long name")] {
            let ip: std::net::Ipv4Addr = client_ip(from).parse().expect("an address");
            assert_eq!(ip.octets()[..3], [203, 0, 113], "{from:?}");
        }
        assert_eq!(client_ip(Some("198.51.100.7")), "198.51.100.7");
    }

    #[test]
    fn base64_is_read_as_it_is_written() {
        for text in ["", "a", "ab", "abc", "abcd", "grün"] {
            assert_eq!(bytes_of_base64(&base64(text.as_bytes())), text.as_bytes());
        }
        assert_eq!(bytes_of_base64("no base64!"), b"no base64!");
    }

    #[test]
    fn base64_pads_to_four_characters() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("{\"test\":\"body\"}", "eyJ0ZXN0IjoiYm9keSJ9")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
            assert_eq!(base64_size(bytes.len() as u64), text.len() as u64);
        }
    }

    #[test]
    fn wildcards_stand_for_runs_and_for_single_characters() {
        let rows = [
            ("/img/*", "/img/a/b.png", true, true),
            ("/img/*/pics", "/img/a/b/pics", true, true),
            ("/img/?.png", "/img/ab.png", true, false),
            ("/IMG/*", "/img/a", true, false),
            ("*.Example.com", "API.example.COM", false, true),
            ("*", "", true, true),
            ("a*b*c", "aXbXbXc", true, true),
            ("a*b", "aXbX", true, false),
            ("", "x", true, false),
        ];
        for (pattern, text, case_matters, expected) in rows {
            assert_eq!(wildcard_matches(pattern, text, case_matters), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_query_in_the_path_counts_and_values_stay_undecoded() {
        let parameters = json!({ "Path": "/a?x=1%202&flag&x=3", "Headers": { "Accept": ["a", "b"], "N": 1 } });
        let Value::Object(parameters) = parameters else { return };
        let (parameters, body) = (Parameters::new(parameters), Payload::empty());
        let request = HttpRequest::read(&parameters, &body);
        assert_eq!((request.method, request.path, request.has_body()), ("GET", "/a", false));
        assert_eq!(query_pairs(request.query).collect::<Vec<_>>(), [("x", "1%202"), ("flag", ""), ("x", "3")]);
        let headers: Vec<_> = request.headers().collect();
        assert_eq!(headers, [("Accept", "a".to_owned()), ("Accept", "b".to_owned()), ("N", "1".to_owned())]);
        assert_eq!(request.header("ACCEPT"), Some("a".to_owned()));
    }
}

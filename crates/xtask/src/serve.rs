//! `cargo xtask serve`: from a fresh machine to a playing page.

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{setup, shell};

/// The port of Trunk.toml, which a `--port` among the arguments overrides.
const PORT_DEFAULT: &str = "8080";

/// Sets up, then hands over to `trunk serve`, which builds, serves and rebuilds on change.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let tools = setup::site_tools(workspace)?;
    let port = port(arguments)?;
    println!(
        "==> Building the page; it will be at http://127.0.0.1:{port}/ (the first build takes minutes, later ones seconds)"
    );
    let mut trunk = tools.command(workspace, "trunk")?;
    // A folder of its own, so that rebuilding while somebody tests the release site does not change it under them.
    trunk.args(["serve", "--dist"]).arg(workspace.target().join("serve")).args(arguments);
    shell::run(&mut trunk)
}

/// Finds `--port N`, `--port=N` or `-p N`, so that the address printed is the true one.
fn port(arguments: &[String]) -> Outcome<&str> {
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(value) = word.strip_prefix("--port=") {
            return Ok(value);
        }
        if matches!(word, "--port" | "-p") {
            return words.next().ok_or_else(|| Failure::usage(format!("'{word}' needs a number after it")));
        }
    }
    Ok(PORT_DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port_of(words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        port(&words).map_or_else(|failure| failure.to_string(), str::to_owned)
    }

    #[test]
    fn the_printed_address_follows_the_arguments() {
        assert_eq!(port_of(&[]), "8080");
        assert_eq!(port_of(&["--open", "--port", "9000"]), "9000");
        assert_eq!(port_of(&["--port=9001"]), "9001");
        assert_eq!(port_of(&["-p"]), "'-p' needs a number after it");
    }
}

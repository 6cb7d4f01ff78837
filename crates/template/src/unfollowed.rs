//! What to say of a property that a run does not follow, or that does not exist.

use aws::behaviour::read::nearest;
use aws::diagnostics::Diagnostic;
use aws::service::properties::Key;

/// The names that a map of a template has by AWS's documentation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    /// Those that mean something here, in as many lists as they come from.
    pub(crate) followed: &'a [&'a [&'a str]],
    /// Those without effect on a run.
    pub(crate) ignored: &'a [&'a str],
}

impl Names<'_> {
    /// Tells whether a name means something here.
    pub(crate) fn follow(&self, name: &str) -> bool {
        self.followed.iter().any(|names| names.contains(&name))
    }

    /// Returns what there is to say of a key in a map of these names; nothing where it is followed.
    pub(crate) fn remark(&self, subject: &str, key: &Key) -> Option<Diagnostic> {
        let name = &*key.text;
        if self.follow(name) {
            return None;
        }
        let known = [&self.followed.concat()[..], self.ignored].concat();
        let near = if self.ignored.contains(&name) { None } else { nearest(name, &known) };
        Some(match near {
            Some(near) => {
                let message = format!("{subject} has no property \"{name}\"");
                Diagnostic::warning("unknown-property", key.at, message).hint(format!("did you mean \"{near}\"?"))
            }
            None => {
                let message = format!("the property \"{name}\" of {subject} is not simulated");
                let hint = "it is kept in the template, and the run goes on without it";
                Diagnostic::info("not-simulated", key.at, message).hint(hint)
            }
        })
    }
}

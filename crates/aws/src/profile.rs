//! The two eras that are simulated.

/// Which AWS: the rules of today, or those of September 2020.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// AWS in September 2020.
    Aws2020,
    /// AWS today.
    #[default]
    Aws2026,
}

impl Profile {
    /// Returns the profile of a name in a template: `aws-2020` or `aws-2026`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "aws-2020" => Some(Self::Aws2020),
            "aws-2026" => Some(Self::Aws2026),
            _ => None,
        }
    }

    /// Returns the name in templates and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aws2020 => "aws-2020",
            Self::Aws2026 => "aws-2026",
        }
    }

    /// Tells whether these are the rules of today.
    #[must_use]
    pub fn is_now(self) -> bool {
        self == Self::Aws2026
    }

    /// Returns the first value in 2020, the second today.
    #[must_use]
    pub fn pick<T>(self, then: T, now: T) -> T {
        match self {
            Self::Aws2020 => then,
            Self::Aws2026 => now,
        }
    }
}

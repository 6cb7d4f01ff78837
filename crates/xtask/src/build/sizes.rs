//! What a visitor downloads: every file of the site, as it is and gzipped.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// Gzip adds this to the compressed bytes: its header and its checksum.
const GZIP_FRAME_BYTES: usize = 18;

/// The sizes of one file.
#[derive(Debug)]
pub(crate) struct Size {
    /// The path inside the site, with forward slashes.
    pub(crate) path: String,
    /// As it lies on disk [bytes].
    pub(crate) plain: usize,
    /// As a server would send it [bytes].
    pub(crate) gzipped: usize,
}

/// Prints one line for each file and one for all.
pub(super) fn print(dist: &Path) -> Outcome {
    let sizes = measure(dist)?;
    println!("{:>10} {:>10}  file of {}", "bytes", "gzipped", dist.display());
    for size in &sizes {
        println!("{:>10} {:>10}  {}", size.plain, size.gzipped, size.path);
    }
    let total = |of: fn(&Size) -> usize| sizes.iter().map(of).sum::<usize>();
    println!("{:>10} {:>10}  in all", total(|size| size.plain), total(|size| size.gzipped));
    println!("{:>10} {:>10}  of it before the page is alive", "", gzipped_to_start(&sizes));
    Ok(())
}

/// Returns the sizes of all files below `dist`, by path.
pub(crate) fn measure(dist: &Path) -> Outcome<Vec<Size>> {
    let mut sizes = Vec::new();
    for path in files_below(dist)? {
        let bytes = std::fs::read(&path).map_err(Failure::while_doing(format!("cannot read {}", path.display())))?;
        let inside = path.strip_prefix(dist).unwrap_or(&path);
        let gzipped = miniz_oxide::deflate::compress_to_vec(&bytes, 9).len() + GZIP_FRAME_BYTES;
        sizes.push(Size { path: inside.to_string_lossy().replace('\\', "/"), plain: bytes.len(), gzipped });
    }
    sizes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sizes)
}

/// Adds up what every visit loads: page, code and styles at the top of the site.
/// Templates, lessons and the embedding element lie in folders and are loaded when they are wanted.
pub(crate) fn gzipped_to_start(sizes: &[Size]) -> usize {
    let at_start = |size: &&Size| {
        let code = [".html", ".js", ".wasm", ".css"].iter().any(|ending| size.path.ends_with(ending));
        code && (!size.path.contains('/') || size.path.starts_with("snippets/"))
    };
    sizes.iter().filter(at_start).map(|size| size.gzipped).sum()
}

fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let problem = || Failure::while_doing(format!("cannot list {}; is the site built?", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(problem())? {
        let path = entry.map_err(problem())?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_every_visit_loads_counts_for_the_start() {
        let size = |path: &str, gzipped| Size { path: path.to_owned(), plain: 0, gzipped };
        let sizes = [
            size("index.html", 1),
            size("web_bg.wasm", 20),
            size("templates/a.yaml", 300),
            size("embed/element.js", 4_000),
        ];
        assert_eq!(gzipped_to_start(&sizes), 21);
    }
}

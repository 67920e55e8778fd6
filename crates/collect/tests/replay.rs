//! Pages that the fuzzer has found interesting are parsed again: no panic, and the limits hold.

use collect::{Limits, read_page};
use std::path::Path;

#[test]
fn the_corpus_of_pages_is_parsed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/page");
    let limits = Limits::default();
    let (mut files, mut texts) = (0, 0);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // Printed where the test fails.
        println!("{}", path.display());
        let html = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let page = read_page(&html, Some("https://herald.example/world/2024/06/18/a"), &limits);
        assert!(page.leads.len() <= limits.leads);
        assert_eq!(page.text.lines().count(), page.text.lines().filter(|line| !line.trim().is_empty()).count());
        files += 1;
        texts += usize::from(!page.text.is_empty());
    }
    assert!(files >= 20 && texts * 2 > files, "{files} files, {texts} of them with text");
}

//! Named maxima: whatever comes in, work and memory stay bounded.

use std::time::Duration;

/// How much of an input is taken. What is larger gives a fault and is skipped or cut, as each field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one text file, archive member or nested archive that is held in memory; larger ones are skipped. Does not
    /// hold for JSON lines, which are read line by line.
    pub file_bytes: u64,
    /// Bytes of one line of JSON lines; a longer one is skipped without being held.
    pub line_bytes: usize,
    /// Bytes of one page of HTML, from a file or the network; longer ones are cut.
    pub page_bytes: usize,
    /// Bytes of the text of one report; longer ones are cut.
    pub text_bytes: usize,
    /// Entries of one directory; the rest is left out.
    pub directory_entries: usize,
    /// Directories within directories.
    pub directory_depth: usize,
    /// Members of one archive; one with more is skipped.
    pub archive_members: u64,
    /// Archives within archives.
    pub archive_depth: usize,
    /// Bytes that one input's archives may unpack to, all together; unpacking stops there.
    pub unpacked_bytes: u64,
    /// How many times larger than its packed form a member may be; unpacking stops there.
    pub compression_ratio: u64,
    /// Open tags within one another; a page with more is read without its structure.
    pub tag_nesting: usize,
    /// Elements that sloppy markup may make a parser add; a page with more is read without its structure.
    pub repaired_elements: usize,
    /// Tags of one page; one with more is read without its structure. A tree takes some 300 bytes a tag.
    pub page_tags: usize,
    /// Attributes of one tag; a page with more is read without its structure. Parsers compare each with all before it.
    pub tag_attributes: usize,
    /// Bytes that character references may make a parser copy; a page with more is read without its structure.
    pub reference_copies: u64,
    /// Dated headlines taken from one page.
    pub leads: usize,
    /// Bytes of one feed, sitemap or robots.txt from the network; longer ones are cut.
    pub feed_bytes: usize,
    /// Entries of one feed; the rest is left.
    pub feed_entries: usize,
    /// Redirects followed for one address, each asked of its host like any other request.
    pub redirects: usize,
    /// Time for one address, redirects and body included.
    pub fetch_time: Duration,
    /// Bytes of the head of one answer: status line and header fields.
    pub header_bytes: usize,
    /// Allows addresses of this machine and of private networks. Off, so that nobody can use the program to reach what only
    /// this machine can reach.
    pub allow_local: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            line_bytes: 8 << 20,
            page_bytes: 8 << 20,
            text_bytes: 2 << 20,
            directory_entries: 1_000_000,
            directory_depth: 32,
            archive_members: 100_000,
            archive_depth: 2,
            unpacked_bytes: 16 << 30,
            compression_ratio: 200,
            tag_nesting: 512,
            repaired_elements: 1_000_000,
            page_tags: 200_000,
            tag_attributes: 1_000,
            reference_copies: 20_000_000_000,
            leads: 200,
            feed_bytes: 16 << 20,
            feed_entries: 5_000,
            redirects: 5,
            fetch_time: Duration::from_secs(30),
            header_bytes: 64 << 10,
            allow_local: false,
        }
    }
}

//! How much may still be taken out of a file and of what is packed in it, all together.

/// The most that a part may grow by when unpacked. Small parts may: an empty table is all repetition.
const MAX_RATIO: u64 = 200;
const RATIO_COUNTS_FROM_BYTES: u64 = 1 << 20;
/// How deep archives and letters are opened: a letter in an archive in an archive.
const MAX_DEPTH: usize = 3;

/// What is left of the limits. One is made for the file that was handed in; whatever is found
/// inside it draws on the same.
pub struct Room {
    /// Bytes that may still be unpacked, counted as they come out.
    unpacked_bytes: u64,
    /// Entries of archives and parts of letters that may still be looked at.
    entries: usize,
    depth: usize,
}

impl Room {
    /// The whole of it.
    pub fn new() -> Self {
        Self {
            unpacked_bytes: 64 << 20,
            entries: 2_000,
            depth: 0,
        }
    }

    /// Does `read` one level deeper; `None` when that would be too deep.
    pub fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        Some(outcome)
    }

    /// How much may come out of so many bytes.
    pub fn allowed_bytes(&self, packed_bytes: u64) -> u64 {
        packed_bytes
            .saturating_mul(MAX_RATIO)
            .max(RATIO_COUNTS_FROM_BYTES)
            .min(self.unpacked_bytes)
    }

    /// Takes away what was unpacked, also in vain; whether it was no more than allowed.
    pub fn take_unpacked(&mut self, unpacked_bytes: u64, allowed_bytes: u64) -> bool {
        self.unpacked_bytes = self.unpacked_bytes.saturating_sub(unpacked_bytes);
        unpacked_bytes <= allowed_bytes
    }

    /// Takes away `count` entries; whether there were so many.
    pub fn take_entries(&mut self, count: usize) -> bool {
        let left = self.entries.checked_sub(count);
        self.entries = left.unwrap_or(0);
        left.is_some()
    }
}

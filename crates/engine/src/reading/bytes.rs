//! Memory that bytes are read into.

#![expect(clippy::indexing_slicing, reason = "there is room up to the end, which was made before")]

/// Bytes that have been read, and room for more behind them.
///
/// The room is cleared once and not each time that it is read into: that would cost half as much as the reading does.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    memory: Vec<u8>,
    length: usize,
}

impl Bytes {
    /// None so far, in memory that can have been used before.
    pub(super) fn none_in(memory: Vec<u8>) -> Self {
        Bytes { memory, length: 0 }
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        self.memory.get(..self.length).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) fn clear(&mut self) {
        self.length = 0;
    }

    /// Room for bytes that make these up to `wanted`, and for one at least. The caller [adds](Self::add) the bytes that it
    /// has read there.
    pub(super) fn room(&mut self, wanted: usize) -> &mut [u8] {
        let end = wanted.max(self.length + 1);
        if self.memory.len() < end {
            self.memory.resize(end, 0);
        }
        &mut self.memory[self.length..end]
    }

    /// The first `count` bytes of the room have been read.
    pub(super) fn add(&mut self, count: usize) {
        self.length = self.memory.len().min(self.length + count);
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.room(self.length + bytes.len())[..bytes.len()].copy_from_slice(bytes);
        self.add(bytes.len());
    }

    /// Cuts off the first `length` bytes, to which a copy of the `ahead` that follow is added if there are so many. Those
    /// that are left go into `spare`.
    pub(super) fn cut(&mut self, length: usize, ahead: usize, spare: Vec<u8>) -> Vec<u8> {
        let mut left = Bytes::none_in(spare);
        left.push(self.as_slice().get(length..).unwrap_or_default());
        let cut = std::mem::replace(self, left);
        let mut memory = cut.memory;
        memory.truncate(cut.length.min(length + ahead));
        memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_memory_holds_what_is_read_into_it_and_nothing_else() {
        let mut bytes = Bytes::none_in(b"used before".to_vec());
        assert!(bytes.is_empty());
        bytes.room(4)[..2].copy_from_slice(b"ab");
        bytes.add(2);
        bytes.push(b"cdefg");
        bytes.push(b"");
        assert_eq!(bytes.as_slice(), b"abcdefg");
        bytes.clear();
        assert_eq!(bytes.len(), 0);
    }

    #[test]
    fn there_is_always_room_for_a_byte() {
        let mut bytes = Bytes::default();
        bytes.push(b"abc");
        assert_eq!(bytes.room(2).len(), 1);
        assert_eq!(bytes.room(8).len(), 5);
    }

    #[test]
    fn what_is_cut_off_has_some_of_what_follows() {
        let mut bytes = Bytes::default();
        bytes.push(b"abcdefg");
        assert_eq!(bytes.cut(3, 2, b"something".to_vec()), b"abcde");
        assert_eq!(bytes.as_slice(), b"defg");
        assert_eq!(bytes.cut(3, 2, Vec::new()), b"defg");
        assert_eq!(bytes.as_slice(), b"g");
        assert_eq!(bytes.cut(1, 0, Vec::new()), b"g");
        assert!(bytes.is_empty());
    }
}

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream;

use super::incoming::PART_BYTES;
use super::*;

/// A store in a folder of its own, deleted with it.
struct Folder(PathBuf, Blobs);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("fra-unioni-blobs-{}", Uuid::now_v7()));
        let blobs = Blobs::on_disk(&path).unwrap();
        Self(path, blobs)
    }

    fn files(&self) -> Vec<PathBuf> {
        let (mut found, mut folders) = (Vec::new(), vec![self.0.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path)
                } else {
                    found.push(path)
                }
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn pieces(parts: &[&'static [u8]]) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    stream::iter(
        parts
            .iter()
            .map(|part| Ok(Bytes::from_static(part)))
            .collect::<Vec<_>>(),
    )
}

async fn read(blobs: &Blobs, hash: &BlobHash, range: Option<Range<u64>>) -> Option<Vec<u8>> {
    let open = blobs.open(hash, range).await.unwrap()?;
    let parts: Vec<Bytes> = open.stream.try_collect().await.unwrap();
    Some(parts.concat())
}

#[tokio::test]
async fn a_file_is_found_under_its_hash() {
    let folder = Folder::new();
    let Folder(_, blobs) = &folder;
    let blob = blobs
        .put(pieces(&[b"gestione ", b"associata"]), 18)
        .await
        .unwrap();
    assert_eq!(blob.size_bytes, 18);
    // `printf 'gestione associata' | sha256sum`
    assert_eq!(
        blob.hash.as_str(),
        "0dcd4616b0f21afe042645a57c3bc45bf6d8ab6921e90b600486ef330a17bd65"
    );
    assert_eq!(
        read(blobs, &blob.hash, None).await.unwrap(),
        b"gestione associata"
    );
    assert_eq!(
        std::fs::read(blobs.local_path(&blob.hash)).unwrap(),
        b"gestione associata"
    );
    assert_eq!(folder.files(), [blobs.local_path(&blob.hash)]);

    let open = blobs.open(&blob.hash, Some(9..14)).await.unwrap().unwrap();
    assert_eq!((open.size_bytes, open.range), (18, 9..14));
    assert_eq!(
        read(blobs, &blob.hash, Some(9..100)).await.unwrap(),
        b"associata"
    );
    assert!(blobs.open(&blob.hash, Some(18..20)).await.is_err());
}

#[tokio::test]
async fn the_same_content_is_kept_once() {
    let folder = Folder::new();
    let Folder(_, blobs) = &folder;
    let one = blobs.put(pieces(&[b"uguale"]), 100).await.unwrap();
    let two = blobs.put(pieces(&[b"ugu", b"ale"]), 100).await.unwrap();
    blobs.put(pieces(&[]), 100).await.unwrap();
    assert_eq!(one, two);
    let mut sizes: Vec<u64> = blobs
        .list()
        .map_ok(|stored| stored.blob.size_bytes)
        .try_collect()
        .await
        .unwrap();
    sizes.sort_unstable();
    assert_eq!(sizes, [0, 6]);

    blobs.delete(&one.hash).await.unwrap();
    blobs.delete(&one.hash).await.unwrap();
    assert!(read(blobs, &one.hash, None).await.is_none());
    assert_eq!(folder.files().len(), 1);
}

#[tokio::test]
async fn a_file_over_the_limit_leaves_nothing() {
    let folder = Folder::new();
    let error = folder
        .1
        .put(pieces(&[b"dieci byte", b"!"]), 10)
        .await
        .unwrap_err();
    assert!(
        matches!(error, PutError::TooLarge { limit_bytes: 10 }),
        "{error}"
    );
    assert!(folder.files().is_empty());
}

#[tokio::test]
async fn a_stream_that_breaks_off_leaves_nothing() {
    let folder = Folder::new();
    let large = Bytes::from(vec![7; PART_BYTES * 2]);
    let cut = stream::iter([Ok(large), Err("connection reset")]);
    let error = folder.1.put(cut, u64::MAX).await.unwrap_err();
    assert!(matches!(error, PutError::Cut(_)), "{error}");
    assert!(folder.files().is_empty());
}

#[test]
fn an_upload_that_is_dropped_leaves_nothing() {
    let folder = Folder::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let endless = stream::iter([Ok::<_, Infallible>(Bytes::from(vec![7; PART_BYTES]))])
            .chain(stream::pending());
        let mut upload = Box::pin(folder.1.put(endless, u64::MAX));
        while folder.files().is_empty() {
            assert!(futures_util::poll!(&mut upload).is_pending());
            tokio::task::yield_now().await;
        }
    });
    // The end of the runtime waits for the deletion.
    drop(runtime);
    assert!(folder.files().is_empty());
}

#[tokio::test]
async fn what_a_crash_leaves_is_swept() {
    let folder = Folder::new();
    let Folder(root, blobs) = &folder;
    let kept = blobs.put(pieces(&[b"resta"]), 100).await.unwrap();
    let left = root.join(INCOMING).join("0190#1");
    std::fs::write(&left, b"mezzo file").unwrap();
    let written_at: DateTime<Utc> = std::fs::metadata(&left).unwrap().modified().unwrap().into();

    assert_eq!(blobs.sweep_incoming(written_at).await.unwrap(), 0);
    assert!(left.exists());
    assert_eq!(
        blobs
            .sweep_incoming(written_at + chrono::TimeDelta::seconds(1))
            .await
            .unwrap(),
        1
    );
    assert_eq!(folder.files(), [blobs.local_path(&kept.hash)]);
}

#[tokio::test]
async fn strangers_in_the_folder_are_not_listed() {
    let folder = Folder::new();
    let Folder(root, blobs) = &folder;
    std::fs::write(root.join("leggimi.txt"), b"io no").unwrap();
    std::fs::write(root.join("a".repeat(64)), b"fuori posto").unwrap();
    let listed: Vec<StoredBlob> = blobs.list().try_collect().await.unwrap();
    assert!(listed.is_empty(), "{listed:?}");
}

#[test]
fn only_hashes_are_hashes() {
    assert!("ab".repeat(32).parse::<BlobHash>().is_ok());
    for wrong in [
        "",
        "ab",
        &"AB".repeat(32),
        &"../".repeat(22)[..64],
        &"é".repeat(32),
    ] {
        assert!(wrong.parse::<BlobHash>().is_err(), "{wrong}");
    }
}

/// A piece of an upload that knows how many of its kind are alive.
struct Piece(Vec<u8>, Arc<AtomicUsize>);

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.1.fetch_sub(self.0.len(), Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_large_upload_stays_out_of_memory() {
    const PIECE_BYTES: usize = 64 * 1024;
    let folder = Folder::new();
    let (alive, peak) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
    let upload = stream::iter(0..3200).map(|n: u32| {
        let now = alive.fetch_add(PIECE_BYTES, Ordering::Relaxed) + PIECE_BYTES;
        peak.fetch_max(now, Ordering::Relaxed);
        Ok::<_, Infallible>(Bytes::from_owner(Piece(
            vec![n as u8; PIECE_BYTES],
            Arc::clone(&alive),
        )))
    });
    let blob = folder.1.put(upload, u64::MAX).await.unwrap();
    assert_eq!(blob.size_bytes, 200 << 20);
    assert!(peak.into_inner() <= 1 << 20);
}

/// Adds a piece where a file in pieces ends, as a new connection does.
fn add(blobs: &Blobs, id: Uuid, piece: &[u8]) {
    let (hold, length) = blobs.partial().take_over(id).unwrap();
    blobs.partial().add(&hold, length, piece).unwrap();
}

#[tokio::test]
async fn what_is_stored_is_what_was_read_whoever_sends_meanwhile() {
    let folder = Folder::new();
    let Folder(_, blobs) = &folder;
    let good = blobs.put(pieces(&[b"delibera"]), 100).await.unwrap();
    let id = Uuid::now_v7();
    add(blobs, id, b"deli");
    add(blobs, id, b"bera");
    let other = blobs.clone();
    let (blob, ()) = blobs
        .take_whole(id, move |_| {
            // Another connection ends the upload too, and a third begins it anew with other bytes.
            let runtime = tokio::runtime::Handle::current();
            runtime
                .block_on(other.take_whole(id, |_| Ok(())))
                .map_err(std::io::Error::other)?;
            other.partial().delete(id)?;
            add(&other, id, b"tranello");
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(blob, good);
    assert_eq!(blobs.is_intact(&good.hash).await.unwrap(), Some(true));
    let incoming = folder.0.join(INCOMING);
    assert_eq!(std::fs::read_dir(incoming).unwrap().count(), 0);
}

#[tokio::test]
async fn a_whole_file_can_be_asked_for_until_its_row_is_written() {
    let folder = Folder::new();
    let Folder(_, blobs) = &folder;
    let id = Uuid::now_v7();
    add(blobs, id, b"tutto");
    let (first, ()) = blobs.take_whole(id, |_| Ok(())).await.unwrap();
    // The process was killed here; whoever asks again is told the same.
    assert_eq!(blobs.partial().length(id).unwrap(), 5);
    let (again, ()) = blobs.take_whole(id, |_| Ok(())).await.unwrap();
    assert_eq!(first, again);
    blobs.partial().delete(id).unwrap();
    assert_eq!(read(blobs, &first.hash, None).await.unwrap(), b"tutto");
}

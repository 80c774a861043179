use std::collections::BTreeSet;

use super::super::fixture::{Folder, INSTANCE, audience, by_subject, entry, index_of};
use super::*;
use proptest::prelude::*;

fn found(index: &SearchIndex, text: &str, tokens: &[&str]) -> Vec<String> {
    let found = index
        .search(&SearchRequest::new(text), &audience(tokens))
        .unwrap();
    found.hits.into_iter().map(|hit| hit.subject).collect()
}

fn follow(index: &SearchIndex, entry: &IndexEntry, seq: i64) {
    index
        .replace(&by_subject(std::slice::from_ref(entry)), seq)
        .unwrap();
}

#[test]
fn a_new_folder_asks_to_be_built() {
    let folder = Folder::new();
    let index = SearchIndex::open(&folder.0, INSTANCE).unwrap();
    assert_eq!(index.position(), Position::Rebuild);
    let found = index
        .search(&SearchRequest::new("statuto"), &audience(&["public"]))
        .unwrap();
    assert_eq!(found.notes, [Note::BeingBuilt]);
    assert!(index.replace(&[], 3).is_err());
    assert!(index.subjects().unwrap().is_empty());
}

#[test]
fn changes_replace_and_survive_reopening() {
    let (folder, index) = index_of(&[
        entry("document/1", "Statuto", ""),
        entry("document/2", "Regolamento", ""),
    ]);
    assert_eq!(index.position(), Position::UpTo(1));
    for _ in 0..2 {
        let changes = [
            (
                "document/1".to_owned(),
                vec![entry("document/1", "Convenzione", "")],
            ),
            ("document/2".to_owned(), Vec::new()),
        ];
        index.replace(&changes, 7).unwrap();
        assert_eq!(index.stats().unwrap().entries, 1);
    }
    drop(index);
    let index = SearchIndex::open(&folder.0, INSTANCE).unwrap();
    assert_eq!(index.position(), Position::UpTo(7));
    assert_eq!(found(&index, "convenzione", &["public"]), ["document/1"]);
    assert!(found(&index, "statuto regolamento", &["public"]).is_empty());
    let kept = entry("document/1", "Convenzione", "");
    let expect = Indexed {
        subject: kept.subject.clone(),
        key: kept.key.clone(),
        digest: kept.digest(),
    };
    assert_eq!(index.subjects().unwrap(), [expect]);
    assert!(index.check().unwrap().is_empty());
}

#[test]
fn an_entry_goes_with_its_own_subject() {
    let (_folder, index) = index_of(&[entry("document/1", "Statuto", "")]);
    let wrong = [(
        "document/2".to_owned(),
        vec![entry("document/1", "Statuto", "")],
    )];
    assert!(index.replace(&wrong, 9).is_err());
    assert_eq!(index.position(), Position::UpTo(1));
    assert_eq!(found(&index, "statuto", &["public"]), ["document/1"]);
    follow(&index, &entry("document/2", "Regolamento", ""), 9);
    assert_eq!(index.position(), Position::UpTo(9));
}

#[test]
fn a_subject_that_cannot_be_put_into_words_is_left_out() {
    let entries = [entry("document/1", "Statuto", "")];
    let (_, fields) = schema::build();
    assert!(documents(&entries, |entry| fields.document(entry)).is_some());
    assert!(documents(&entries, |_| panic!("out of range")).is_none());
}

#[test]
fn the_old_index_answers_until_the_new_one_is_whole() {
    let (folder, index) = index_of(&[entry("document/1", "Statuto vecchio", "")]);
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild
        .add(&by_subject(&[entry("document/1", "Statuto nuovo", "")]))
        .unwrap();
    assert!(index.begin_rebuild().is_err());
    follow(&index, &entry("document/2", "Regolamento", ""), 2);
    assert_eq!(found(&index, "vecchio", &["public"]), ["document/1"]);
    drop(rebuild);
    assert_eq!(found(&index, "vecchio regolamento", &["public"]).len(), 2);
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild
        .add(&by_subject(&[entry("document/1", "Statuto nuovo", "")]))
        .unwrap();
    rebuild.finish(5).unwrap();
    assert_eq!(index.position(), Position::UpTo(5));
    assert!(found(&index, "\"statuto vecchio\"", &["public"]).len() == 1);
    assert_eq!(found(&index, "nuovo", &["public"]), ["document/1"]);
    let generations = std::fs::read_dir(&folder.0)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(generations.count(), 1);
    follow(&index, &entry("document/3", "Bilancio", ""), 6);
    assert_eq!(found(&index, "bilancio", &["public"]), ["document/3"]);
}

#[test]
fn a_rebuild_that_died_leaves_the_old_index() {
    let (folder, index) = index_of(&[entry("document/1", "Statuto", "")]);
    let aside = index.folder.next().unwrap();
    create(&aside).unwrap();
    std::fs::write(folder.0.join("current.new"), "generation-9").unwrap();
    drop(index);
    let index = SearchIndex::open(&folder.0, INSTANCE).unwrap();
    assert_eq!(found(&index, "statuto", &["public"]), ["document/1"]);
    assert!(!aside.exists());
}

#[test]
fn one_process_writes_and_others_look() {
    let (folder, index) = index_of(&[entry("document/1", "Statuto", "")]);
    let second = SearchIndex::open(&folder.0, INSTANCE).err().unwrap();
    assert!(second.is::<Busy>());
    let reader = SearchIndex::open_to_read(&folder.0, INSTANCE);
    assert_eq!(found(&reader, "statuto", &["public"]), ["document/1"]);
    assert!(reader.replace(&[], 2).unwrap_err().is::<Busy>());
    assert!(reader.begin_rebuild().err().unwrap().is::<Busy>());
    drop(index);
    SearchIndex::open(&folder.0, INSTANCE).unwrap();
}

#[test]
fn the_index_of_another_instance_is_not_used() {
    let (folder, index) = index_of(&[entry("document/1", "Statuto", "")]);
    drop(index);
    let index = SearchIndex::open(&folder.0, Uuid::from_u128(2)).unwrap();
    assert_eq!(index.position(), Position::Rebuild);
    assert!(found(&index, "statuto", &["public"]).is_empty());
}

#[test]
fn a_deleted_folder_is_noticed_and_built_again() {
    let (folder, index) = index_of(&[entry("document/1", "Statuto", "")]);
    std::fs::remove_dir_all(&folder.0).unwrap();
    assert_eq!(index.position(), Position::Rebuild);
    let mut rebuild = index.begin_rebuild().unwrap();
    rebuild
        .add(&by_subject(&[entry("document/1", "Statuto", "")]))
        .unwrap();
    rebuild.finish(4).unwrap();
    assert_eq!(index.position(), Position::UpTo(4));
    assert_eq!(found(&index, "statuto", &["public"]), ["document/1"]);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort_unstable();
    all
}

/// Every file of a generation cut short or altered: the index is not used, or answers as before.
#[test]
fn a_damaged_file_is_never_a_wrong_answer() {
    let (folder, index) = index_of(&[
        entry("document/1", "Statuto", "dell'unione"),
        entry("document/2", "Atto", ""),
    ]);
    let generation = index.folder.current().unwrap();
    drop(index);
    let damage: [fn(&mut Vec<u8>); 3] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.clear(),
        |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x55;
        },
    ];
    let mut rebuilds = 0;
    for file in files(&generation) {
        let sound = std::fs::read(&file).unwrap();
        for harm in damage.iter().filter(|_| !sound.is_empty()) {
            let mut bytes = sound.clone();
            harm(&mut bytes);
            std::fs::write(&file, bytes).unwrap();
            let index = SearchIndex::open_to_read(&folder.0, INSTANCE);
            match index.position() {
                Position::Rebuild => rebuilds += 1,
                Position::UpTo(seq) => {
                    assert_eq!(seq, 1, "{}", file.display());
                    assert_eq!(
                        found(&index, "statuto", &["public"]),
                        ["document/1"],
                        "{}",
                        file.display()
                    );
                }
            }
        }
        std::fs::write(&file, sound).unwrap();
    }
    assert!(rebuilds > 10, "{rebuilds}");
    std::fs::write(folder.0.join("current"), "generation-../..").unwrap();
    assert_eq!(
        SearchIndex::open(&folder.0, INSTANCE).unwrap().position(),
        Position::Rebuild
    );
}

#[derive(Debug, Clone)]
enum Step {
    Replace(u8, Vec<u8>),
    Reopen,
    Rebuild,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0u8..4, proptest::collection::vec(0u8..3, 0..3)).prop_map(|(subject, who)| Step::Replace(subject, who)),
        1 => Just(Step::Reopen),
        1 => Just(Step::Rebuild),
    ];
    proptest::collection::vec(step, 1..8)
}

proptest! {
    // Each case writes an index of its own: a twentieth of what others try, and as much longer in `make soak`.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 20, ..ProptestConfig::default() })]

    /// Whatever happens, each asker finds exactly what the last change lets them find.
    #[test]
    fn an_asker_finds_what_the_model_shows(steps in steps()) {
        const TOKENS: [&str; 3] = ["public", "members", "unione:1"];
        let (folder, mut index) = index_of(&[]);
        let mut model: std::collections::BTreeMap<String, Vec<IndexEntry>> = Default::default();
        for (seq, step) in (2i64..).zip(steps) {
            match step {
                Step::Replace(subject, pages) => {
                    let subject = format!("document/{subject}");
                    let pages: Vec<IndexEntry> = (1u32..).zip(pages).map(|(page, who)| IndexEntry {
                        key: format!("page/{page}"),
                        page: Some(page),
                        audience: audience(&[TOKENS[usize::from(who)]]),
                        ..entry(&subject, "Statuto", "dell'unione")
                    }).collect();
                    index.replace(&[(subject.clone(), pages.clone())], seq).unwrap();
                    prop_assert_eq!(index.position(), Position::UpTo(seq));
                    model.insert(subject, pages);
                }
                Step::Reopen => {
                    drop(index);
                    index = SearchIndex::open(&folder.0, INSTANCE).unwrap();
                }
                Step::Rebuild => {
                    let mut rebuild = index.begin_rebuild().unwrap();
                    rebuild.add(&model.clone().into_iter().collect::<Vec<_>>()).unwrap();
                    rebuild.finish(seq).unwrap();
                }
            }
            for token in TOKENS {
                let seen = |pages: &Vec<IndexEntry>| pages.iter().any(|page| page.audience.contains(&token.to_owned()));
                let expect: BTreeSet<String> = model.iter().filter(|(_, pages)| seen(pages)).map(|(subject, _)| subject.clone()).collect();
                let answer = index.search(&SearchRequest::new("statuti"), &audience(&[token])).unwrap();
                prop_assert_eq!(answer.total, expect.len());
                prop_assert_eq!(answer.kinds.iter().map(|(_, count)| count).sum::<usize>(), expect.len());
                prop_assert_eq!(answer.hits.into_iter().map(|hit| hit.subject).collect::<BTreeSet<_>>(), expect);
            }
        }
    }
}

//! Documents: their files are made here, kept in the store and handed in like any other.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;

use super::Loader;
use crate::demo::content::{Audience, Block, Content, Document, DocumentKind, Format};
use crate::demo::files;
use crate::features::documents::{self, DocumentId, NewDocument, Reach, StoredFile};
use crate::platform::confined::Limits;
use crate::platform::error::Result;
use crate::platform::extract::{FileKind, extract};

impl Loader<'_> {
    pub(super) fn documents(&mut self, content: &Content) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        for document in &content.documents {
            let bytes = file_of(document)?;
            let kind = FileKind::of(&mut std::io::Cursor::new(&bytes))?;
            let pieces = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
            let blob = runtime.block_on(
                self.app
                    .blobs
                    .put(pieces, self.app.config.upload_limit_bytes),
            )?;
            let file = StoredFile {
                hash: blob.hash,
                file_name: format!("{}.{}", document.key, ending(document.format)),
                kind,
                size_bytes: blob.size_bytes,
            };
            let added = self.add_document(document, file)?;
            self.read_out(document)?;
            self.documents.insert(document.key.clone(), added);
        }
        Ok(())
    }

    /// Reads and understands what was just handed in, as the extractor does, at that moment: what is for
    /// everybody is there for all that speaks of it.
    fn read_out(&self, document: &Document) -> anyhow::Result<()> {
        let limits = Limits {
            time: self.app.config.extract_time,
            memory_bytes: self.app.config.extract_memory_bytes,
            ..Limits::default()
        };
        if let Some(claim) = self.at(document.moment, documents::claim_pending)? {
            let file = self.app.blobs.local_path(&claim.hash);
            let found = extract(&self.app.program, &file, &limits)?;
            self.at(document.moment, |tx| {
                documents::record_extraction(tx, claim.version, &found)
            })?;
        }
        while let Some(next) = self.app.db.read(documents::next_to_study)? {
            let studied = documents::study(&next);
            self.at(document.moment, |tx| documents::record_study(tx, &studied))?;
        }
        Ok(())
    }

    fn add_document(&self, document: &Document, file: StoredFile) -> Result<(DocumentId, i64)> {
        let unione = self.body(&document.body)?;
        let named = document
            .audience
            .iter()
            .filter_map(|audience| match audience {
                Audience::Unione(key) if key != &document.body => Some(self.body(key)),
                _ => None,
            });
        let named = named.collect::<Result<Vec<_>>>()?;
        let reach = if document.audience.contains(&Audience::Public) {
            Reach::Public
        } else if document.audience.contains(&Audience::Members) {
            Reach::Members
        } else if named.is_empty() {
            Reach::Own
        } else {
            Reach::Named
        };
        self.at(document.moment, |tx| {
            let author = self.actor(tx, &document.author)?;
            // A team is no Unione: what it writes comes from none.
            let unione = author.belongs_to(unione).then_some(unione);
            let new = NewDocument {
                title: document.title.clone(),
                description: document.description.clone(),
                kind: kind_of(document.kind),
                topics: self.topics_of(&document.topics)?,
                unione,
                reach,
                named,
                file: Some(file),
                given_text: None,
                source_url: None,
                licence: Some("CC BY 4.0".to_owned()),
                deed: documents::Deed::default(),
            };
            let id = documents::share(tx, &author, new)?;
            let number = documents::number_of(tx, id)?;
            let waits =
                matches!(reach, Reach::Public | Reach::Members) && !author.is_facilitatore();
            if waits && !document.awaits_publication {
                let reviewer = self.actor(tx, "chiara")?;
                let seen = documents::find(tx, &reviewer, number)?.shown();
                documents::publish(tx, &reviewer, number, seen, None)?;
            }
            Ok((id, number))
        })
    }
}

/// The file of a document, made in its format.
fn file_of(document: &Document) -> anyhow::Result<Vec<u8>> {
    let items: Vec<String> = document
        .blocks()
        .map(|block| match block {
            Block::Heading(_, text) | Block::Paragraph(text) => text.to_owned(),
            Block::Item(text) => format!("– {text}"),
        })
        .collect();
    let paragraphs: Vec<&str> = items.iter().map(String::as_str).collect();
    match document.format {
        Format::Pdf => files::pdf(&document.title, &paragraphs),
        Format::Docx => files::docx(&document.title, &paragraphs),
        Format::Odt => files::odt(&document.title, &paragraphs),
        Format::Txt => Ok(format!("{}\n\n{}\n", document.title, items.join("\n\n")).into_bytes()),
    }
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Pdf => "pdf",
        Format::Docx => "docx",
        Format::Odt => "odt",
        Format::Txt => "txt",
    }
}

fn kind_of(kind: DocumentKind) -> documents::DocumentKind {
    match kind {
        DocumentKind::Convenzione => documents::DocumentKind::Convenzione,
        DocumentKind::DeliberaGiunta => documents::DocumentKind::DeliberaGiunta,
        DocumentKind::Regolamento => documents::DocumentKind::Regolamento,
        DocumentKind::Capitolato => documents::DocumentKind::Capitolato,
        DocumentKind::Piano => documents::DocumentKind::Piano,
        DocumentKind::Relazione => documents::DocumentKind::Relazione,
        DocumentKind::Verbale => documents::DocumentKind::Verbale,
        DocumentKind::Modello => documents::DocumentKind::Modello,
        DocumentKind::DocumentoDiSupporto => documents::DocumentKind::DocumentoDiSupporto,
    }
}

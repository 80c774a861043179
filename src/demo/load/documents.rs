//! Documents: their files are made here, kept in the store and handed in like any other.

use std::convert::Infallible;

use bytes::Bytes;
use chrono::Days;
use futures_util::stream;
use tokio::runtime::Runtime;

use super::{Loader, date};
use crate::demo::content::{
    Act, Audience, Block, Content, Document, DocumentKind, Format, Moment, Promised, blocks,
};
use crate::demo::files::{self, Signing};
use crate::features::documents::{
    self, Deed, DocumentId, NewDocument, NewReport, Protocol, Reach, ReportReason, StoredFile,
};
use crate::features::subscriptions::{self, Frequency};
use crate::platform::actor::Actor;
use crate::platform::confined::Limits;
use crate::platform::dates;
use crate::platform::db::Tx;
use crate::platform::error::Result;
use crate::platform::extract::{FileKind, extract};

impl Loader<'_> {
    pub(super) fn documents(&mut self, content: &Content) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        for document in &content.documents {
            let file = self.store(&runtime, document, &document.text)?;
            let added = self.add_document(document, file)?;
            self.documents.insert(document.key.clone(), added);
            // What is in an envelope the extractor takes out as soon as the server runs.
            if document.format == Format::Signed {
                continue;
            }
            self.read_out(document.moment)?;
            for later in &document.later {
                let file = self.store(&runtime, document, &later.text)?;
                self.at(later.moment, |tx| {
                    let author = self.actor(tx, &document.author)?;
                    documents::add_version(tx, &author, added.1, &file)?;
                    self.publish(tx, &author, document, added.1)
                })?;
                self.read_out(later.moment)?;
            }
            if let Some(report) = &document.report {
                self.at(report.moment, |tx| {
                    let author = self.actor(tx, &report.author)?;
                    let new = NewReport {
                        reason: ReportReason::Obsolete,
                        words: report.words.clone(),
                        version: None,
                    };
                    documents::report(tx, &author, added.1, &new)
                })?;
            }
        }
        for promised in &content.promised {
            self.promise(promised)?;
        }
        Ok(())
    }

    /// Makes the file of a document with this text, and puts it into the store.
    fn store(
        &self,
        runtime: &Runtime,
        document: &Document,
        text: &str,
    ) -> anyhow::Result<StoredFile> {
        let bytes = self.file_of(document, text)?;
        let kind = FileKind::of(&mut std::io::Cursor::new(&bytes))?;
        let pieces = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
        let put = self
            .app
            .blobs
            .put(pieces, self.app.config.upload_limit_bytes);
        let blob = runtime.block_on(put)?;
        Ok(StoredFile {
            hash: blob.hash,
            file_name: format!("{}.{}", document.key, ending(document.format)),
            kind,
            size_bytes: blob.size_bytes,
        })
    }

    fn promise(&self, promised: &Promised) -> Result<()> {
        let expected_on = dates::in_rome(self.app.clock.now())
            .checked_add_days(Days::new(promised.expected_in.into()))
            .ok_or_else(|| anyhow::anyhow!("demo: {} never comes", promised.key))?;
        self.at(promised.moment, |tx| {
            let author = self.actor(tx, &promised.author)?;
            let new = NewDocument {
                title: promised.title.clone(),
                description: promised.description.clone(),
                kind: kind_of(promised.kind),
                topics: self.topics_of(&promised.topics)?,
                unione: Some(self.body(&promised.body)?),
                reach: Reach::Public,
                named: Vec::new(),
                file: None,
                given_text: None,
                source_url: None,
                licence: None,
                deed: Deed::default(),
            };
            let id = documents::promise(tx, &author, new, expected_on)?;
            let number = documents::number_of(tx, id)?;
            for follower in &promised.followers {
                let follower = self.actor(tx, follower)?;
                let subject = documents::find(tx, &follower, number)?.subject();
                subscriptions::follow(tx, &follower, subject, Frequency::AtOnce)?;
            }
            Ok(())
        })
    }

    /// Reads and understands what was just handed in, as the extractor does, at that moment: what is for
    /// everybody is there for all that speaks of it.
    fn read_out(&self, moment: Moment) -> anyhow::Result<()> {
        let limits = Limits {
            time: self.app.config.extract_time,
            memory_bytes: self.app.config.extract_memory_bytes,
            ..Limits::default()
        };
        if let Some(claim) = self.at(moment, documents::claim_pending)? {
            let file = self.app.blobs.local_path(&claim.hash);
            let found = extract(&self.app.program, &file, &limits)?;
            self.at(moment, |tx| {
                documents::record_extraction(tx, claim.version, &found)
            })?;
        }
        while let Some(next) = self.app.db.read(documents::next_to_study)? {
            let studied = documents::study(&next);
            self.at(moment, |tx| documents::record_study(tx, &studied))?;
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
                deed: self.deed_of(document)?,
            };
            let id = documents::share(tx, &author, new)?;
            let number = documents::number_of(tx, id)?;
            self.publish(tx, &author, document, number)?;
            Ok((id, number))
        })
    }

    /// What a facilitatrice does with what waits for her, unless it is to go on waiting.
    fn publish(
        &self,
        tx: &mut Tx<'_>,
        author: &Actor,
        document: &Document,
        number: i64,
    ) -> Result<()> {
        let wide = [Audience::Public, Audience::Members];
        let waits = document.audience.iter().any(|one| wide.contains(one));
        if !waits || author.is_facilitatore() || document.awaits_publication {
            return Ok(());
        }
        let reviewer = self.actor(tx, "chiara")?;
        let seen = documents::find(tx, &reviewer, number)?.shown();
        documents::publish(tx, &reviewer, number, seen, None)?;
        Ok(())
    }

    /// What is known of a document as an act.
    fn deed_of(&self, document: &Document) -> Result<Deed> {
        let replaces = match &document.replaces {
            Some(key) => {
                let older = self.documents.get(key);
                let (id, _) = older
                    .ok_or_else(|| anyhow::anyhow!("demo: {key} is not there to be replaced"))?;
                Some(*id)
            }
            None => None,
        };
        let Some(act) = &document.act else {
            return Ok(Deed {
                replaces,
                ..Deed::default()
            });
        };
        Ok(Deed {
            replaces,
            issuer: act.issuer.clone(),
            number: act.number.clone(),
            date: Some(date(act.date)?),
            protocol: protocol_of(act),
            cups: act.cup.clone(),
            cigs: act.cig.clone(),
            ..Deed::default()
        })
    }

    /// The file of a document with this text, made in its format.
    fn file_of(&self, document: &Document, text: &str) -> anyhow::Result<Vec<u8>> {
        let items: Vec<String> = blocks(text)
            .map(|block| match block {
                Block::Heading(_, text) | Block::Paragraph(text) => text.to_owned(),
                Block::Item(text) => format!("– {text}"),
                Block::Break => "\u{c}".to_owned(),
            })
            .collect();
        let paragraphs: Vec<&str> = items.iter().map(String::as_str).collect();
        match document.format {
            Format::Pdf => files::pdf(&document.title, &paragraphs),
            Format::Docx => files::docx(&document.title, &paragraphs),
            Format::Odt => files::odt(&document.title, &paragraphs),
            Format::Txt => {
                Ok(format!("{}\n\n{}\n", document.title, items.join("\n\n")).into_bytes())
            }
            Format::Xlsx => files::xlsx(&document.title, &sheets(text)),
            Format::Signed => {
                let signer = document.signer.as_ref();
                let signer =
                    signer.ok_or_else(|| anyhow::anyhow!("demo: nobody signs {}", document.key))?;
                let signing = Signing {
                    name: &signer.name,
                    surname: &signer.surname,
                    fiscal_code: &signer.fiscal_code,
                    organisation: &signer.organisation,
                    at: self.instant(document.moment),
                };
                files::p7m(&files::pdf(&document.title, &paragraphs)?, &signing)
            }
        }
    }
}

/// The sheets of a table: a heading begins one, bars part the cells of a line.
fn sheets(text: &str) -> Vec<files::Sheet<'_>> {
    let mut sheets: Vec<files::Sheet<'_>> = Vec::new();
    for block in blocks(text) {
        match (block, sheets.last_mut()) {
            (Block::Heading(_, name), _) => sheets.push((name, Vec::new())),
            (Block::Paragraph(row) | Block::Item(row), Some((_, rows))) => {
                rows.push(row.split('|').map(str::trim).collect());
            }
            (Block::Paragraph(_) | Block::Item(_) | Block::Break, _) => {}
        }
    }
    sheets
}

fn protocol_of(act: &Act) -> Option<Protocol> {
    Protocol::new(&act.issuer, act.date.year, act.protocol.as_deref()?)
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Pdf => "pdf",
        Format::Docx => "docx",
        Format::Odt => "odt",
        Format::Txt => "txt",
        Format::Xlsx => "xlsx",
        Format::Signed => "pdf.p7m",
    }
}

fn kind_of(kind: DocumentKind) -> documents::DocumentKind {
    match kind {
        DocumentKind::Convenzione => documents::DocumentKind::Convenzione,
        DocumentKind::DeliberaGiunta => documents::DocumentKind::DeliberaGiunta,
        DocumentKind::Determina => documents::DocumentKind::Determina,
        DocumentKind::Decreto => documents::DocumentKind::Decreto,
        DocumentKind::Regolamento => documents::DocumentKind::Regolamento,
        DocumentKind::Capitolato => documents::DocumentKind::Capitolato,
        DocumentKind::Piano => documents::DocumentKind::Piano,
        DocumentKind::Relazione => documents::DocumentKind::Relazione,
        DocumentKind::Verbale => documents::DocumentKind::Verbale,
        DocumentKind::Modello => documents::DocumentKind::Modello,
        DocumentKind::DocumentoDiSupporto => documents::DocumentKind::DocumentoDiSupporto,
    }
}

//! The closed lists of documents: where they stand, how far they go, what they are, what is known
//! of their text.

use crate::text_enum;

text_enum! {
    /// Where a document stands.
    pub enum DocumentState {
        /// Seen by its own Unione and by those it names.
        Shared = "shared",
        /// Waits for a facilitatore.
        InReview = "in_review",
        /// Seen by members or by everybody.
        Published = "published",
        /// Seen by nobody.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// How far a document is meant to go.
    pub enum Reach {
        /// The people of its own Unione and of its Comuni.
        Own = "own",
        /// Those, and the people of the Unioni it names.
        Named = "named",
        /// Everybody who is signed in.
        Members = "members",
        /// Everybody.
        Public = "public",
    }
}

impl Reach {
    /// Whether a facilitatore decides on it.
    pub fn needs_review(self) -> bool {
        matches!(self, Reach::Members | Reach::Public)
    }

    /// The nearer of two reaches that need review.
    pub fn no_further_than(self, other: Reach) -> Reach {
        if other == Reach::Members { other } else { self }
    }

    /// Whom it reaches, as a choice on a form.
    pub fn label(self) -> &'static str {
        match self {
            Reach::Own => "Solo la mia unione",
            Reach::Named => "La mia unione e quelle che scelgo",
            Reach::Members => "Tutti gli iscritti",
            Reach::Public => "Tutti, anche chi non è iscritto",
        }
    }
}

text_enum! {
    /// What sort of document it is: the sorts of the municipal notice board in the controlled
    /// vocabularies of OntoPiA, and what unioni write besides.
    pub enum DocumentKind {
        /// Convenzione.
        Convenzione = "convenzione",
        /// Delibera di Consiglio.
        DeliberaConsiglio = "delibera_consiglio",
        /// Delibera di Giunta.
        DeliberaGiunta = "delibera_giunta",
        /// Determina.
        Determina = "determina",
        /// Decreto.
        Decreto = "decreto",
        /// Ordinanza.
        Ordinanza = "ordinanza",
        /// Bando o avviso.
        Bando = "bando",
        /// Regolamento.
        Regolamento = "regolamento",
        /// Capitolato.
        Capitolato = "capitolato",
        /// Contratto.
        Contratto = "contratto",
        /// Ordine di servizio.
        OrdineDiServizio = "ordine_di_servizio",
        /// Certificato di regolare esecuzione.
        Cre = "cre",
        /// Atto ricognitivo.
        AttoRicognitivo = "atto_ricognitivo",
        /// Statuto.
        Statuto = "statuto",
        /// Piano, of no sort of its own below.
        Piano = "piano",
        /// Piano integrato di attività e organizzazione.
        Piao = "piao",
        /// Documento unico di programmazione.
        Dup = "dup",
        /// Piano di innovazione digitale.
        PianoInnovazione = "piano_innovazione",
        /// Relazione.
        Relazione = "relazione",
        /// Verbale.
        Verbale = "verbale",
        /// Presentazione.
        Presentazione = "presentazione",
        /// Modello o fac-simile.
        Modello = "modello",
        /// Istanza.
        Istanza = "istanza",
        /// Mozione, interrogazione, ordine del giorno.
        Mozione = "mozione",
        /// Documento tecnico di supporto.
        DocumentoDiSupporto = "documento_di_supporto",
        /// None of these.
        Altro = "altro",
    }
}

text_enum! {
    /// The types of public documents, by the controlled vocabulary of OntoPiA
    /// (government-documents-types): every [`DocumentKind`] falls under one.
    pub enum DocumentType {
        /// Documento albo pretorio.
        NoticeBoard = "notice_board",
        /// Modulistica.
        Form = "form",
        /// Documento funzionamento interno.
        Internal = "internal",
        /// Atto normativo.
        Rules = "rules",
        /// Accordo tra enti.
        Agreement = "agreement",
        /// Documento attività politica.
        Political = "political",
        /// Documento (tecnico) di supporto.
        Support = "support",
        /// Istanza.
        Request = "request",
        /// Documento di programmazione e rendicontazione.
        Planning = "planning",
    }
}

impl DocumentType {
    /// What people read: the word of the vocabulary.
    pub fn label(self) -> &'static str {
        match self {
            DocumentType::NoticeBoard => "Documento albo pretorio",
            DocumentType::Form => "Modulistica",
            DocumentType::Internal => "Documento funzionamento interno",
            DocumentType::Rules => "Atto normativo",
            DocumentType::Agreement => "Accordo tra enti",
            DocumentType::Political => "Documento attività politica",
            DocumentType::Support => "Documento (tecnico) di supporto",
            DocumentType::Request => "Istanza",
            DocumentType::Planning => "Documento di programmazione e rendicontazione",
        }
    }
}

text_enum! {
    /// What somebody decided about the personal data a text may hold.
    pub enum Decision {
        /// It was looked through: nothing is to be taken out.
        NothingToRemove = "nothing_to_remove",
        /// There is some, and it may be published, for the reason that is given.
        MayBePublished = "may_be_published",
        /// There is some, and another file takes the place of this one.
        Replace = "replace",
    }
}

impl Decision {
    /// What people choose.
    pub fn label(self) -> &'static str {
        match self {
            Decision::NothingToRemove => "Ho controllato: nessun dato personale da togliere",
            Decision::MayBePublished => "I dati si possono pubblicare, e scrivo perché",
            Decision::Replace => "Sostituisco il file",
        }
    }

    /// Whether the file may go out after it.
    pub fn allows(self) -> bool {
        self != Decision::Replace
    }
}

text_enum! {
    /// Where the look at the personal data of a version stands.
    pub enum CheckState {
        /// Its text was read, and none was found.
        Clear = "clear",
        /// Some was found, or there is a file whose text cannot be read: somebody has to decide.
        Open = "open",
        /// Somebody decided.
        Decided = "decided",
    }
}

impl DocumentKind {
    /// Whether an organ or an office of the body adopts it, so that who does the same has to adopt
    /// its own.
    pub fn is_deed(self) -> bool {
        match self {
            DocumentKind::Convenzione
            | DocumentKind::DeliberaConsiglio
            | DocumentKind::DeliberaGiunta
            | DocumentKind::Determina
            | DocumentKind::Decreto
            | DocumentKind::Ordinanza
            | DocumentKind::Bando
            | DocumentKind::Regolamento
            | DocumentKind::Capitolato
            | DocumentKind::Contratto
            | DocumentKind::OrdineDiServizio
            | DocumentKind::AttoRicognitivo
            | DocumentKind::Statuto
            | DocumentKind::Piano
            | DocumentKind::Piao
            | DocumentKind::Dup
            | DocumentKind::PianoInnovazione => true,
            DocumentKind::Cre
            | DocumentKind::Relazione
            | DocumentKind::Verbale
            | DocumentKind::Presentazione
            | DocumentKind::Modello
            | DocumentKind::Istanza
            | DocumentKind::Mozione
            | DocumentKind::DocumentoDiSupporto
            | DocumentKind::Altro => false,
        }
    }

    /// Under which of the nine types it falls. What the notice board publishes is a type of its own in
    /// the vocabulary, whatever it says; the rest is told by what it is for.
    pub fn document_type(self) -> DocumentType {
        match self {
            DocumentKind::DeliberaConsiglio
            | DocumentKind::DeliberaGiunta
            | DocumentKind::Determina
            | DocumentKind::Decreto
            | DocumentKind::Ordinanza
            | DocumentKind::Bando => DocumentType::NoticeBoard,
            DocumentKind::Modello => DocumentType::Form,
            DocumentKind::OrdineDiServizio
            | DocumentKind::AttoRicognitivo
            | DocumentKind::Verbale => DocumentType::Internal,
            DocumentKind::Regolamento | DocumentKind::Statuto => DocumentType::Rules,
            DocumentKind::Convenzione | DocumentKind::Contratto => DocumentType::Agreement,
            DocumentKind::Mozione => DocumentType::Political,
            DocumentKind::Istanza => DocumentType::Request,
            DocumentKind::Piano
            | DocumentKind::Piao
            | DocumentKind::Dup
            | DocumentKind::PianoInnovazione
            | DocumentKind::Cre
            | DocumentKind::Relazione => DocumentType::Planning,
            DocumentKind::Capitolato
            | DocumentKind::Presentazione
            | DocumentKind::DocumentoDiSupporto
            | DocumentKind::Altro => DocumentType::Support,
        }
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            DocumentKind::Convenzione => "Convenzione",
            DocumentKind::DeliberaConsiglio => "Delibera di Consiglio",
            DocumentKind::DeliberaGiunta => "Delibera di Giunta",
            DocumentKind::Determina => "Determina",
            DocumentKind::Decreto => "Decreto",
            DocumentKind::Ordinanza => "Ordinanza",
            DocumentKind::Bando => "Bando o avviso",
            DocumentKind::Regolamento => "Regolamento",
            DocumentKind::Capitolato => "Capitolato",
            DocumentKind::Contratto => "Contratto",
            DocumentKind::OrdineDiServizio => "Ordine di servizio",
            DocumentKind::Cre => "Certificato di regolare esecuzione",
            DocumentKind::AttoRicognitivo => "Atto ricognitivo",
            DocumentKind::Statuto => "Statuto",
            DocumentKind::Piano => "Piano",
            DocumentKind::Piao => "PIAO, piano integrato di attività e organizzazione",
            DocumentKind::Dup => "DUP, documento unico di programmazione",
            DocumentKind::PianoInnovazione => "Piano di innovazione digitale",
            DocumentKind::Relazione => "Relazione",
            DocumentKind::Verbale => "Verbale",
            DocumentKind::Presentazione => "Presentazione",
            DocumentKind::Modello => "Modello o fac-simile",
            DocumentKind::Istanza => "Istanza",
            DocumentKind::Mozione => "Mozione, interrogazione o ordine del giorno",
            DocumentKind::DocumentoDiSupporto => "Documento di supporto",
            DocumentKind::Altro => "Altro documento",
        }
    }
}

text_enum! {
    /// How far the picture of a page has come.
    pub enum PreviewState {
        /// Somebody wants it, and it is not drawn yet.
        Wanted = "wanted",
        /// It can be seen.
        Drawn = "drawn",
        /// It could not be drawn.
        Failed = "failed",
    }
}

text_enum! {
    /// What a member reports of a document.
    pub enum ReportReason {
        /// It tells of people what must not be read.
        PersonalData = "personal_data",
        /// It does not hold any more.
        Obsolete = "obsolete",
        /// Something in it is wrong.
        Wrong = "wrong",
    }
}

impl ReportReason {
    /// What people read, as a choice on a form.
    pub fn label(self) -> &'static str {
        match self {
            ReportReason::PersonalData => "Contiene un dato personale",
            ReportReason::Obsolete => "È obsoleto",
            ReportReason::Wrong => "È sbagliato",
        }
    }
}

text_enum! {
    /// What a scanner of viruses said of the file of a version.
    pub enum ScanState {
        /// It was not asked: the file came while there was none.
        Never = "never",
        /// It has not looked yet: the file is given to nobody.
        Due = "due",
        /// It found nothing.
        Clean = "clean",
        /// It found a virus: the file is given to nobody.
        Infected = "infected",
    }
}

text_enum! {
    /// What is known of the text of a version.
    pub enum TextState {
        /// The extractor has not read the file yet.
        Pending = "pending",
        /// Read out of the file.
        Done = "done",
        /// Given beside the file, or without one.
        Given = "given",
        /// A scan or a picture: pages without text.
        ImageOnly = "image_only",
        /// The file asks for a password.
        Encrypted = "encrypted",
        /// The file breaks the rules of its format.
        Damaged = "damaged",
        /// The file unpacks to more than is allowed.
        TooLarge = "too_large",
        /// Reading took longer than is allowed.
        TimedOut = "timed_out",
        /// The file is of a kind whose text is not read, or reading failed for reasons not its own.
        Unreadable = "unreadable",
        /// The file has no text and no pages.
        Empty = "empty",
    }
}

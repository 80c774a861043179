//! The software of a body.

use crate::text_enum;

text_enum! {
    /// What a piece of software is for, or what serves the same end.
    pub enum Area {
        /// The register of what comes and goes.
        Protocol = "protocollo",
        /// The resolutions and orders.
        Acts = "atti",
        /// The accounts.
        Accounts = "contabilita",
        /// The registers of persons.
        Registry = "demografici",
        /// The taxes.
        Taxes = "tributi",
        /// The one-stop shop of businesses.
        Suap = "suap",
        /// The building permits.
        Building = "edilizia",
        /// The staff and its pay.
        Staff = "personale",
        /// The public notice board.
        NoticeBoard = "albo",
        /// The site.
        Website = "sito",
        /// The registered mail.
        Pec = "pec",
        /// The services of the citizen on line.
        OnlineServices = "servizi-online",
        /// The local police.
        Police = "polizia-locale",
        /// The social services.
        SocialServices = "servizi-sociali",
        /// The backup.
        Backup = "backup",
        /// Something else, told in words.
        Other = "altro",
    }
}

impl Area {
    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Area::Protocol => "Protocollo",
            Area::Acts => "Atti amministrativi",
            Area::Accounts => "Contabilità",
            Area::Registry => "Demografici",
            Area::Taxes => "Tributi",
            Area::Suap => "SUAP",
            Area::Building => "Edilizia",
            Area::Staff => "Personale",
            Area::NoticeBoard => "Albo pretorio",
            Area::Website => "Sito",
            Area::Pec => "PEC",
            Area::OnlineServices => "Servizi online",
            Area::Police => "Polizia locale",
            Area::SocialServices => "Servizi sociali",
            Area::Backup => "Backup",
            Area::Other => "Altro",
        }
    }
}

/// A piece of software the Unione itself uses, for everybody to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// What it is for.
    pub area: Area,
    /// What it is called.
    pub name: String,
    /// Who supplies it; empty when not known.
    pub supplier: String,
}

//! What the layout shows around every page.

use uuid::Uuid;

use super::assets;

/// The signed-in person as the header shows it.
#[derive(Debug, Clone)]
pub struct Badge {
    /// The id of the person: what a browser keeps is told apart by it.
    pub id: String,
    /// Given and family name.
    pub name: String,
    /// Two letters for the round badge.
    pub initials: String,
    /// Notifications not read yet.
    pub unread: i64,
    /// Whether the desk is offered.
    pub desk: bool,
    /// Whether administration is offered.
    pub admin: bool,
    /// The address of the person's own Unione.
    pub own_unione: Option<String>,
}

/// What the layout shows around every page; each page struct carries one.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Who is signed in, if anybody.
    pub person: Option<Badge>,
    /// Proves that a form comes from one of our pages; empty on pages without a form.
    pub csrf: String,
    /// What was just done, in a sentence.
    pub flash: Option<String>,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// Whether letters can be read on `/posta` (the demonstration keeps them in a folder).
    pub post_office: bool,
    /// The section of the main menu the page belongs to, by its path without the slash.
    pub section: &'static str,
    /// What stands in the search field of the header.
    pub query: String,
    /// The body that runs this installation.
    pub owner: String,
    /// The accessibility declaration.
    pub accessibility_url: Option<String>,
}

impl Frame {
    /// The address of a built asset by its plain name, such as `app.css`.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }

    /// A token no other form carries; a form sent twice is known by it.
    pub fn form_token(&self) -> String {
        Uuid::now_v7().simple().to_string()
    }

    /// The same frame in this section of the menu.
    pub fn section(mut self, section: &'static str) -> Frame {
        self.section = section;
        self
    }

    /// Whether the page belongs to this section of the menu.
    pub fn is_in(&self, section: &str) -> bool {
        self.section == section
    }
}

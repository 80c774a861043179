//! Who is acting, with which offices, for which bodies.

use crate::platform::audience::Token;
use crate::{text_enum, typed_id};

typed_id! {
    /// A person with an account.
    PersonId
}
typed_id! {
    /// An Unione, a Comune or another organisation.
    BodyId
}
typed_id! {
    /// A topic.
    TopicId
}

text_enum! {
    /// What a person may be for a body.
    pub enum OfficeKind {
        /// Contributes for its body.
        Referente = "referente",
        /// Answers on a topic and lends its union's experience.
        Mentore = "mentore",
        /// Answers for an Unione: its profile, its people, its confirmations.
        UnioneManager = "unione_manager",
        /// Curates: reviews, publishes, matches, chases.
        Facilitatore = "facilitatore",
    }
}

/// How far an office reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole site.
    Site,
    /// One region, by its name.
    Region(String),
    /// One topic and its children.
    Topic {
        /// The topic itself.
        id: TopicId,
        /// The topic and all below it.
        within: Vec<TopicId>,
        /// Its stable name in tokens and addresses.
        slug: String,
    },
}

/// The scopes in which somebody facilitates, taken together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes {
    /// Whether the whole site is among them.
    pub site: bool,
    /// The regions, by their names.
    pub regions: Vec<String>,
    /// The topics and all below them.
    pub topics: Vec<TopicId>,
}

impl Scopes {
    /// Whether content of this region and these topics is in one of them. The condition
    /// [`in_scope!`](crate::in_scope) asks the same of rows.
    pub fn hold(&self, region: Option<&str>, topics: &[TopicId]) -> bool {
        self.site
            || region.is_some_and(|region| self.regions.iter().any(|own| own == region))
            || topics.iter().any(|topic| self.topics.contains(topic))
    }

    fn add(&mut self, scope: &Scope) {
        match scope {
            Scope::Site => self.site = true,
            Scope::Region(region) => self.regions.push(region.clone()),
            Scope::Topic { within, .. } => self.topics.extend(within),
        }
    }
}

/// An office held for a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Which office.
    pub kind: OfficeKind,
    /// How far it reaches.
    pub scope: Scope,
}

/// A body the actor belongs to, with the offices held for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The body.
    pub body: BodyId,
    /// Its name.
    pub body_name: String,
    /// Its number in addresses.
    pub body_number: i64,
    /// Whether the body is itself an Unione.
    pub is_unione: bool,
    /// The body's region.
    pub region: Option<String>,
    /// The Unioni this membership counts for: the body itself, or those the Comune adheres to today.
    pub unioni: Vec<BodyId>,
    /// What the person does there, in its own words.
    pub job_title: String,
    /// The offices held.
    pub offices: Vec<Office>,
}

/// Who is acting. A visitor holds no offices and only the token `public`.
#[derive(Debug, Clone)]
pub struct Actor {
    id: Option<PersonId>,
    name: String,
    admin: bool,
    memberships: Vec<Membership>,
    tokens: Vec<String>,
    scopes: Scopes,
}

impl Actor {
    /// Somebody who has not signed in.
    pub fn visitor() -> Actor {
        Actor {
            id: None,
            name: String::new(),
            admin: false,
            memberships: Vec::new(),
            tokens: vec![Token::Public.to_string()],
            scopes: Scopes::default(),
        }
    }

    /// A person with all they belong to; the main membership first.
    pub fn person(id: PersonId, name: String, admin: bool, memberships: Vec<Membership>) -> Actor {
        let mut tokens = vec![Token::Public, Token::Members, Token::Person(id)];
        let mut scopes = Scopes {
            site: admin,
            ..Scopes::default()
        };
        for membership in &memberships {
            tokens.extend(
                membership
                    .unioni
                    .iter()
                    .map(|unione| Token::Unione(*unione)),
            );
            for office in &membership.offices {
                match (&office.kind, &office.scope) {
                    (OfficeKind::Mentore, Scope::Topic { slug, .. }) => {
                        tokens.push(Token::Mentors(slug.clone()))
                    }
                    (OfficeKind::Facilitatore, scope) => {
                        tokens.push(Token::Facilitators);
                        scopes.add(scope);
                    }
                    _ => {}
                }
            }
        }
        if admin {
            tokens.push(Token::Facilitators);
        }
        let mut tokens: Vec<String> = tokens.iter().map(Token::to_string).collect();
        tokens.sort();
        tokens.dedup();
        Actor {
            id: Some(id),
            name,
            admin,
            memberships,
            tokens,
            scopes,
        }
    }

    /// The person, unless this is a visitor.
    pub fn id(&self) -> Option<PersonId> {
        self.id
    }

    /// The name colleagues read.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The audience tokens held: seeing something is having one of its tokens.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Whether this is a person who has signed in.
    pub fn is_member(&self) -> bool {
        self.id.is_some()
    }

    /// Whether this is that person.
    pub fn is(&self, person: PersonId) -> bool {
        self.id == Some(person)
    }

    /// Whether this is an administrator.
    pub fn is_admin(&self) -> bool {
        self.admin
    }

    /// Whether the actor facilitates anything at all (administrators do everything).
    pub fn is_facilitatore(&self) -> bool {
        self.admin
            || self
                .offices()
                .any(|(_, office)| office.kind == OfficeKind::Facilitatore)
    }

    /// What the actor facilitates (administrators the whole site).
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// Whether the actor facilitates content of this region and these topics.
    pub fn facilitates(&self, region: Option<&str>, topics: &[TopicId]) -> bool {
        self.scopes.hold(region, topics)
    }

    /// Whether the actor is mentore of one of these topics.
    pub fn mentors(&self, topics: &[TopicId]) -> bool {
        self.offices().any(|(_, office)| {
            office.kind == OfficeKind::Mentore
                && matches!(&office.scope, Scope::Topic { within, .. } if topics.iter().any(|topic| within.contains(topic)))
        })
    }

    /// Whether the actor answers for this Unione.
    pub fn manages(&self, unione: BodyId) -> bool {
        self.admin
            || self.offices().any(|(membership, office)| {
                office.kind == OfficeKind::UnioneManager && membership.body == unione
            })
    }

    /// The Unioni the actor answers for by an office.
    pub fn managed(&self) -> Vec<BodyId> {
        self.offices()
            .filter(|(_, office)| office.kind == OfficeKind::UnioneManager)
            .map(|(membership, _)| membership.body)
            .collect()
    }

    /// Whether the actor answers for any Unione.
    pub fn manages_any(&self) -> bool {
        self.admin
            || self
                .offices()
                .any(|(_, office)| office.kind == OfficeKind::UnioneManager)
    }

    /// Whether the actor belongs to this Unione, or to a Comune of it.
    pub fn belongs_to(&self, unione: BodyId) -> bool {
        self.memberships
            .iter()
            .any(|membership| membership.unioni.contains(&unione))
    }

    /// The Unioni the actor belongs to, the main one first.
    pub fn unioni(&self) -> impl Iterator<Item = BodyId> + '_ {
        self.memberships
            .iter()
            .flat_map(|membership| membership.unioni.iter().copied())
    }

    /// The bodies the actor belongs to, the main one first.
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    fn offices(&self) -> impl Iterator<Item = (&Membership, &Office)> {
        self.memberships.iter().flat_map(|membership| {
            membership
                .offices
                .iter()
                .map(move |office| (membership, office))
        })
    }
}

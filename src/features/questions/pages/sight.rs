//! What the page of a question needs of the database, read for one reader.

use std::collections::{HashMap, HashSet};

use crate::features::card::Card;
use crate::features::content;
use crate::features::people::{self, Byline, Visit};
use crate::features::questions::{
    ANSWERS_A_PAGE, Answer, AnswerId, Comment, Filing, Question, policy, similar, store, writers,
};
use crate::features::subscriptions::{self, FollowBox};
use crate::features::topics::{self, Tag};
use crate::features::unioni::Brief;
use crate::features::unioni::directory::{Listed, directory};
use crate::platform::actor::{Actor, BodyId, PersonId};
use crate::platform::app::App;
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::subject::SubjectKind;
use crate::platform::web::paging::Paging;

/// Which part of a long question is asked for.
pub enum Part {
    /// So many answers further on, from 1.
    Page(i64),
    /// That in which this answer stands.
    With(AnswerId),
    /// All at once, up to [`WHOLE`] answers.
    Whole,
}

/// The most answers shown at once.
pub const WHOLE: i64 = 500;

/// All the page says, as the database has it for this reader.
pub struct Sight {
    pub question: Question,
    pub tags: Vec<Tag>,
    pub people: HashMap<PersonId, Byline>,
    pub useful: HashSet<AnswerId>,
    pub filing: Filing,
    pub public: bool,
    pub unione: Option<Listed>,
    /// The Unione it was asked for, and those that answered.
    pub unioni: HashMap<BodyId, Brief>,
    pub about: Option<Card>,
    pub answers: Vec<Answer>,
    pub comments: Vec<Comment>,
    pub follow: Option<FollowBox>,
    pub similar: Vec<Card>,
    pub mentors: Vec<PersonId>,
    pub paging: Paging,
}

/// Looks up a part of the question of a number.
///
/// # Errors
/// [`NotFound`](crate::platform::error::Error::NotFound) when the reader may not see it.
pub async fn sight(visit: &Visit, number: i64, part: Part) -> Result<Sight> {
    let app = visit.app.clone();
    visit
        .read(move |conn, actor| look(&app, conn, actor, number, &part))
        .await
}

fn look(app: &App, conn: &mut Conn, actor: &Actor, number: i64, part: &Part) -> Result<Sight> {
    let (question, public) = store::find_visible_and_public(conn, actor.tokens(), number)?;
    let page = match part {
        Part::Page(page) => *page,
        Part::With(answer) => {
            let ids = store::list_answer_ids(conn, question.id)?;
            let before = ids.iter().position(|id| id == answer).unwrap_or(0);
            i64::try_from(before).unwrap_or(0) / ANSWERS_A_PAGE + 1
        }
        Part::Whole => 1,
    };
    let is_whole = matches!(part, Part::Whole);
    let at_once = if is_whole { WHOLE } else { ANSWERS_A_PAGE };
    let paging = Paging::at(page, i64::from(question.answer_count), at_once);
    let answers = store::list_answers(conn, question.id, at_once, paging.offset)?;
    let comments = store::list_comments(conn, question.id)?;
    let tags = topics::of(conn, question.subject())?;
    let directory = directory(&app.kept, conn)?;
    let unione = question.unione_id.and_then(|id| directory.get(id).cloned());
    let unioni = answers
        .iter()
        .filter_map(|answer| answer.unione_id)
        .chain(question.unione_id)
        .filter_map(|id| Some((id, directory.get(id)?.brief.clone())))
        .collect();
    let filing = Filing {
        region: unione
            .as_ref()
            .and_then(|unione| unione.brief.region.clone()),
        topics: tags.iter().map(|tag| tag.id).collect(),
    };
    let about = match question.about() {
        Some(about) => content::cards(conn, actor, &[about])?.remove(&about),
        None => None,
    };
    let mut mentors = if policy::may_assign(actor, &filing) {
        people::mentori_of(conn, &filing.topics)?
    } else {
        Vec::new()
    };
    mentors.retain(|mentor| *mentor != question.author_id);
    let mut writers = writers(&question, &answers, &comments);
    writers.extend(&mentors);
    let people = people::bylines(conn, actor, &writers)?;
    let (mut useful, mut follow, mut alike) = (HashSet::new(), None, Vec::new());
    // Visitors, the many, are not asked to wait for what only members can use.
    if let Some(reader) = actor.id().filter(|_| !is_whole) {
        useful = store::list_useful_of(conn, question.id, reader)?;
        follow = subscriptions::follow_box(conn, actor, question.subject(), &question.url())?;
        alike = similar::to_title(
            app,
            conn,
            actor,
            &question.title,
            &[SubjectKind::Question],
            Some(question.subject()),
        )?;
    }
    Ok(Sight {
        question,
        tags,
        people,
        useful,
        filing,
        public,
        unione,
        unioni,
        about,
        answers,
        comments,
        follow,
        similar: alike,
        mentors,
        paging,
    })
}

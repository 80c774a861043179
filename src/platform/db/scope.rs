//! What is a facilitatore's own, as a condition on rows.

/// The condition "this row is in one of these scopes", for a `filter`:
/// `in_scope!(SubjectKind::Document, documents::id, documents::unione_id, actor.scopes())`.
///
/// A limit after it counts only what is the actor's own. It asks of rows what
/// [`Scopes::hold`](crate::platform::actor::Scopes::hold) asks of a value.
#[macro_export]
macro_rules! in_scope {
    ($kind:expr, $id:expr, $unione:expr, $scopes:expr) => {
        diesel::IntoSql::into_sql::<diesel::sql_types::Bool>($scopes.site)
            .or(diesel::dsl::exists(
                $crate::platform::db::schema::bodies::table
                    .filter(
                        $crate::platform::db::schema::bodies::id
                            .nullable()
                            .eq($unione),
                    )
                    .filter($crate::platform::db::schema::bodies::region.eq_any(&$scopes.regions)),
            ))
            .or(diesel::dsl::exists(
                $crate::platform::db::schema::subject_topics::table
                    .filter($crate::platform::db::schema::subject_topics::subject_kind.eq($kind))
                    .filter($crate::platform::db::schema::subject_topics::subject_id.eq($id))
                    .filter(
                        $crate::platform::db::schema::subject_topics::topic_id
                            .eq_any(&$scopes.topics),
                    ),
            ))
    };
}

//! The tables, written by hand; a test holds them against both engines.

#![allow(
    missing_docs,
    reason = "the columns are explained where the rows are read"
)]

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::platform::db::sql::{Instant, JsonValue, Uuid};

    events (seq) {
        seq -> BigInt,
        at -> Instant,
        actor_id -> Nullable<Uuid>,
        kind -> Text,
        subject_kind -> Text,
        subject_id -> Uuid,
        particulars -> JsonValue,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};

    cursors (name) {
        name -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};

    counters (kind) {
        kind -> Text,
        last -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};

    installation (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    use crate::platform::db::sql::Uuid;

    audiences (subject_kind, subject_id, token) {
        subject_kind -> Text,
        subject_id -> Uuid,
        token -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    topics (id) {
        id -> Uuid,
        number -> BigInt,
        slug -> Text,
        name -> Text,
        description -> Text,
        parent_id -> Nullable<Uuid>,
        position -> Integer,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    use crate::platform::db::sql::Uuid;

    subject_topics (subject_kind, subject_id, topic_id) {
        subject_kind -> Text,
        subject_id -> Uuid,
        topic_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    bodies (id) {
        id -> Uuid,
        number -> BigInt,
        kind -> Text,
        name -> Text,
        name_key -> Text,
        other_names -> Text,
        ipa_code -> Nullable<Text>,
        ipa_key -> Nullable<Text>,
        istat_code -> Nullable<Text>,
        cadastral_code -> Nullable<Text>,
        region -> Nullable<Text>,
        province -> Nullable<Text>,
        seat -> Nullable<Text>,
        website -> Nullable<Text>,
        legal_form -> Nullable<Text>,
        legal_form_words -> Text,
        activity -> Nullable<Text>,
        activity_words -> Text,
        altitude -> Nullable<Text>,
        seat_comune_id -> Nullable<Uuid>,
        rtd -> Text,
        rtd_since -> Nullable<Text>,
        rtd_shared -> Nullable<Bool>,
        founded -> Nullable<Text>,
        description -> Text,
        contacts -> Text,
        source -> Text,
        example -> Bool,
        created_at -> Instant,
        updated_at -> Instant,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::Uuid;

    adesioni (id) {
        id -> Uuid,
        unione_id -> Uuid,
        comune_id -> Uuid,
        since -> Nullable<Text>,
        until -> Nullable<Text>,
        source -> Text,
        act -> Text,
        leaving_reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::platform::db::sql::Uuid;

    populations (id) {
        id -> Uuid,
        body_id -> Uuid,
        people -> BigInt,
        counted -> Text,
        source -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::Uuid;

    shared_functions (id) {
        id -> Uuid,
        unione_id -> Uuid,
        topic_id -> Nullable<Uuid>,
        name -> Text,
        since -> Nullable<Text>,
        until -> Nullable<Text>,
        source -> Text,
        model -> Nullable<Text>,
        deed -> Text,
    }
}

diesel::table! {
    use crate::platform::db::sql::Uuid;

    shared_function_comuni (function_id, comune_id) {
        function_id -> Uuid,
        comune_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Text};
    use crate::platform::db::sql::Uuid;

    unione_factors (unione_id, factor) {
        unione_id -> Uuid,
        factor -> Text,
        present -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::platform::db::sql::Uuid;

    unione_software (id) {
        id -> Uuid,
        unione_id -> Uuid,
        area -> Text,
        name -> Text,
        supplier -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::platform::db::sql::{Instant, Uuid};

    inventories (unione_id) {
        unione_id -> Uuid,
        reach -> Text,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    inventory_comuni (unione_id, comune_id) {
        unione_id -> Uuid,
        comune_id -> Uuid,
        connection -> Nullable<Text>,
        mbit_s -> Nullable<BigInt>,
        ict_people -> Nullable<BigInt>,
        fte_hundredths -> Nullable<BigInt>,
        updated_at -> Instant,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::Uuid;

    inventory_software (id) {
        id -> Uuid,
        unione_id -> Uuid,
        comune_id -> Uuid,
        area -> Text,
        other_area -> Text,
        name -> Text,
        supplier -> Text,
        contract_end -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    people (id) {
        id -> Uuid,
        number -> BigInt,
        given_name -> Text,
        family_name -> Text,
        handle -> Text,
        email -> Text,
        email_key -> Text,
        password_hash -> Nullable<Text>,
        state -> Text,
        admin -> Bool,
        about -> Text,
        welcomed_at -> Nullable<Instant>,
        last_sign_in_at -> Nullable<Instant>,
        mail_blocked_at -> Nullable<Instant>,
        mail_blocked_reason -> Nullable<Text>,
        digest_frequency -> Text,
        digest_due_at -> Nullable<Instant>,
        digest_through_seq -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    memberships (id) {
        id -> Uuid,
        person_id -> Uuid,
        body_id -> Uuid,
        job_title -> Text,
        main -> Bool,
        created_at -> Instant,
        ended_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    offices (id) {
        id -> Uuid,
        membership_id -> Uuid,
        kind -> Text,
        scope -> Text,
        region -> Nullable<Text>,
        topic_id -> Nullable<Uuid>,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    use crate::platform::db::sql::{Instant, Uuid};

    sessions (token_hash) {
        token_hash -> Text,
        person_id -> Uuid,
        created_at -> Instant,
        expires_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    access_tokens (token_hash) {
        token_hash -> Text,
        person_id -> Uuid,
        purpose -> Text,
        created_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    submissions (token) {
        token -> Text,
        person_id -> Nullable<Uuid>,
        digest -> Text,
        location -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    documents (id) {
        id -> Uuid,
        number -> BigInt,
        unione_id -> Nullable<Uuid>,
        created_by -> Uuid,
        state -> Text,
        reach -> Text,
        title -> Text,
        title_key -> Text,
        description -> Text,
        kind -> Text,
        source_url -> Nullable<Text>,
        licence -> Nullable<Text>,
        current_version_id -> Nullable<Uuid>,
        review_note -> Nullable<Text>,
        published_at -> Nullable<Instant>,
        withdrawn_at -> Nullable<Instant>,
        withdrawn_reason -> Nullable<Text>,
        created_at -> Instant,
        updated_at -> Instant,
        lock_version -> Integer,
        published_version_id -> Nullable<Uuid>,
        published_reach -> Nullable<Text>,
        expected_on -> Nullable<Text>,
        arrived_at -> Nullable<Instant>,
        blocked_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{};
    use crate::platform::db::sql::Uuid;

    document_unioni (document_id, unione_id) {
        document_id -> Uuid,
        unione_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    document_versions (id) {
        id -> Uuid,
        document_id -> Uuid,
        ordinal -> Integer,
        blob_hash -> Nullable<Text>,
        file_name -> Nullable<Text>,
        media_type -> Nullable<Text>,
        file_kind -> Nullable<Text>,
        size_bytes -> Nullable<BigInt>,
        text_state -> Text,
        text_tries -> Integer,
        page_count -> Integer,
        created_by -> Uuid,
        created_at -> Instant,
        published_to -> Text,
        page_chars -> Text,
        is_partly_read -> Bool,
        read_with -> Integer,
        preview_begun -> Bool,
        drawn_count -> Integer,
        blanks -> Nullable<Text>,
        scan_state -> Text,
        scan_tries -> Integer,
        virus -> Text,
        recognised_count -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    document_previews (version_id, page) {
        version_id -> Uuid,
        page -> Integer,
        state -> Text,
        tries -> Integer,
        wanted_at -> Instant,
        blob_hash -> Nullable<Text>,
        width_px -> Integer,
        height_px -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    document_reports (id) {
        id -> Uuid,
        document_id -> Uuid,
        version_id -> Uuid,
        reason -> Text,
        words -> Text,
        created_by -> Uuid,
        created_at -> Instant,
        closed_by -> Nullable<Uuid>,
        closed_at -> Nullable<Instant>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::Uuid;

    document_pages (version_id, page) {
        version_id -> Uuid,
        page -> Integer,
        text -> Text,
        label -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    document_seals (version_id) {
        version_id -> Uuid,
        place -> Text,
        is_added_to -> Bool,
        checked_at -> Instant,
        content_hash -> Nullable<Text>,
        content_name -> Nullable<Text>,
        content_kind -> Nullable<Text>,
        content_bytes -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    document_signatures (version_id, position) {
        version_id -> Uuid,
        position -> Integer,
        format -> Text,
        verdict -> Text,
        reason -> Nullable<Text>,
        name -> Text,
        fiscal_code -> Text,
        organisation -> Text,
        issuer -> Text,
        algorithm -> Text,
        signed_at -> Nullable<Instant>,
        stamped_at -> Nullable<Instant>,
        stamped_by -> Text,
        is_stamp_trusted -> Bool,
        valid_from -> Nullable<Instant>,
        valid_until -> Nullable<Instant>,
        is_trusted -> Bool,
        covers_all -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    practices (id) {
        id -> Uuid,
        number -> BigInt,
        unione_id -> Nullable<Uuid>,
        created_by -> Uuid,
        state -> Text,
        drafted_for_unione -> Bool,
        title -> Text,
        title_key -> Text,
        draft_version_id -> Nullable<Uuid>,
        published_version_id -> Nullable<Uuid>,
        review_note -> Nullable<Text>,
        source_url -> Nullable<Text>,
        licence -> Nullable<Text>,
        submitted_at -> Nullable<Instant>,
        published_at -> Nullable<Instant>,
        archived_at -> Nullable<Instant>,
        created_at -> Instant,
        updated_at -> Instant,
        lock_version -> Integer,
        freshness -> Text,
        review_by -> Nullable<Instant>,
        review_reminded_at -> Nullable<Instant>,
        withdrawn_at -> Nullable<Instant>,
        withdrawn_reason -> Nullable<Text>,
        withdrawn_from -> Nullable<Text>,
        first_hand -> Bool,
        verified_at -> Nullable<Instant>,
        reuse_count -> Integer,
        maturity -> Text,
        phase_reached -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    practice_checks (id) {
        id -> Uuid,
        practice_id -> Uuid,
        kind -> Text,
        person_id -> Uuid,
        mentor_id -> Nullable<Uuid>,
        note -> Text,
        at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    practice_confirmations (id) {
        id -> Uuid,
        practice_id -> Uuid,
        version_id -> Uuid,
        person_id -> Uuid,
        asked_by -> Uuid,
        asked_at -> Instant,
        reminders -> Integer,
        answer -> Nullable<Text>,
        closed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    document_deeds (document_id) {
        document_id -> Uuid,
        issuer -> Text,
        issuer_id -> Nullable<Uuid>,
        act_number -> Text,
        act_date -> Nullable<Text>,
        protocol_area -> Text,
        protocol_year -> Nullable<Integer>,
        protocol_number -> Nullable<Text>,
        valid_from -> Nullable<Text>,
        valid_until -> Nullable<Text>,
        refers_to -> Text,
        replaces_id -> Nullable<Uuid>,
        review_by -> Nullable<Text>,
        review_reminded_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::platform::db::sql::Uuid;

    document_codes (document_id, kind, code) {
        document_id -> Uuid,
        kind -> Text,
        code -> Text,
    }
}

diesel::table! {
    use crate::platform::db::sql::Uuid;

    document_calls (document_id, call_id) {
        document_id -> Uuid,
        call_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, JsonValue, Uuid};

    document_readings (version_id) {
        version_id -> Uuid,
        suggested -> JsonValue,
        findings -> JsonValue,
        state -> Text,
        decision -> Nullable<Text>,
        decided_reach -> Nullable<Text>,
        reason -> Text,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::platform::db::sql::Uuid;

    document_holds (document_id) {
        document_id -> Uuid,
        person_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{};
    use crate::platform::db::sql::Uuid;

    practice_documents (practice_id, document_id) {
        practice_id -> Uuid,
        document_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    practice_remarks (id) {
        id -> Uuid,
        practice_id -> Uuid,
        version_id -> Uuid,
        section -> Text,
        body -> Text,
        author_id -> Uuid,
        created_at -> Instant,
        settled_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, JsonValue, Uuid};

    practice_versions (id) {
        id -> Uuid,
        practice_id -> Uuid,
        ordinal -> Integer,
        title -> Text,
        summary -> Text,
        content -> JsonValue,
        author_id -> Uuid,
        created_at -> Instant,
        updated_at -> Instant,
        published_at -> Nullable<Instant>,
        change_note -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::Text;
    use crate::platform::db::sql::{Instant, Uuid};

    practice_section_saves (version_id, section) {
        version_id -> Uuid,
        section -> Text,
        person_id -> Uuid,
        form_token -> Text,
        saved_at -> Instant,
        told_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    questions (id) {
        id -> Uuid,
        number -> BigInt,
        unione_id -> Nullable<Uuid>,
        author_id -> Uuid,
        title -> Text,
        title_key -> Text,
        body -> Text,
        about_kind -> Nullable<Text>,
        about_id -> Nullable<Uuid>,
        assigned_to -> Nullable<Uuid>,
        assigned_at -> Nullable<Instant>,
        answer_count -> Integer,
        solved_count -> Integer,
        source_url -> Nullable<Text>,
        licence -> Nullable<Text>,
        asked_at -> Instant,
        answered_at -> Nullable<Instant>,
        edited_at -> Nullable<Instant>,
        updated_at -> Instant,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    answers (id) {
        id -> Uuid,
        question_id -> Uuid,
        author_id -> Uuid,
        unione_id -> Nullable<Uuid>,
        body -> Text,
        useful_count -> Integer,
        solved_at -> Nullable<Instant>,
        solved_by -> Nullable<Uuid>,
        answered_at -> Instant,
        edited_at -> Nullable<Instant>,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    comments (id) {
        id -> Uuid,
        question_id -> Uuid,
        answer_id -> Nullable<Uuid>,
        author_id -> Uuid,
        unione_id -> Nullable<Uuid>,
        body -> Text,
        commented_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{};
    use crate::platform::db::sql::{Instant, Uuid};

    useful_marks (answer_id, person_id) {
        answer_id -> Uuid,
        person_id -> Uuid,
        marked_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    use crate::platform::db::sql::{Instant, Uuid};

    subscriptions (id) {
        id -> Uuid,
        person_id -> Uuid,
        subject_kind -> Text,
        subject_id -> Uuid,
        frequency -> Text,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Bool, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    letters (id) {
        id -> Uuid,
        person_id -> Uuid,
        kind -> Text,
        alone -> Bool,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<Uuid>,
        state -> Text,
        due_at -> Instant,
        leased_until -> Nullable<Instant>,
        tries -> Integer,
        reason -> Nullable<Text>,
        sent_at -> Nullable<Instant>,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    notifications (id) {
        id -> Uuid,
        person_id -> Uuid,
        event_seq -> BigInt,
        event_kind -> Text,
        actor_id -> Nullable<Uuid>,
        reason -> Text,
        subject_kind -> Text,
        subject_id -> Uuid,
        letter_id -> Nullable<Uuid>,
        read_at -> Nullable<Instant>,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{Text};
    use crate::platform::db::sql::{Instant, Uuid};

    imports (external_id) {
        external_id -> Text,
        subject_kind -> Text,
        subject_id -> Uuid,
        digest -> Text,
        imported_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    reuses (id) {
        id -> Uuid,
        number -> BigInt,
        practice_id -> Uuid,
        unione_id -> Uuid,
        state -> Text,
        since -> Nullable<Text>,
        reason -> Text,
        changed -> Text,
        failed -> Text,
        declared_by -> Uuid,
        declared_at -> Instant,
        confirmed_by -> Nullable<Uuid>,
        confirmed_at -> Nullable<Instant>,
        spoken_by -> Nullable<Uuid>,
        next_round_at -> Nullable<Instant>,
        updated_at -> Instant,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, JsonValue, Uuid};

    register_files (id) {
        id -> Uuid,
        number -> BigInt,
        register -> Text,
        file_name -> Text,
        blob_hash -> Nullable<Text>,
        settings -> JsonValue,
        state -> Text,
        by_id -> Nullable<Uuid>,
        uploaded_at -> Instant,
        finished_at -> Nullable<Instant>,
        row_count -> BigInt,
        rows_done -> BigInt,
        added -> BigInt,
        changed -> BigInt,
        unchanged -> BigInt,
        left_out -> BigInt,
        broken -> BigInt,
        lock_version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::{Integer, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    reuse_rounds (id) {
        id -> Uuid,
        reuse_id -> Uuid,
        counted_from -> Text,
        months -> Integer,
        asked_at -> Instant,
        reminded_at -> Nullable<Instant>,
        answered_at -> Nullable<Instant>,
        answered_by -> Nullable<Uuid>,
        state -> Nullable<Text>,
        reason -> Text,
        changed -> Text,
        failed -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    reuse_moves (id) {
        id -> Uuid,
        reuse_id -> Uuid,
        round_id -> Nullable<Uuid>,
        state -> Text,
        since -> Nullable<Text>,
        reason -> Text,
        moved_by -> Nullable<Uuid>,
        moved_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::{};
    use crate::platform::db::sql::Uuid;

    reuse_documents (reuse_id, document_id) {
        reuse_id -> Uuid,
        document_id -> Uuid,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::platform::db::sql::Uuid;

    register_faults (file_id, line) {
        file_id -> Uuid,
        line -> BigInt,
        about -> Text,
        reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::platform::db::sql::Uuid;

    calls (id) {
        id -> Uuid,
        title -> Text,
        title_key -> Text,
        measure -> Text,
        opens -> Nullable<Text>,
        closes -> Nullable<Text>,
        state -> Text,
        funds_cents -> Nullable<BigInt>,
        recipients -> Text,
        source -> Text,
        licence -> Text,
        data_on -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::platform::db::sql::Uuid;

    applications (id) {
        id -> Uuid,
        body_id -> Uuid,
        call_id -> Uuid,
        cup -> Text,
        sent_on -> Nullable<Text>,
        funded_on -> Nullable<Text>,
        amount_cents -> Nullable<BigInt>,
        decree -> Text,
        state -> Text,
        state_on -> Nullable<Text>,
        source -> Text,
        licence -> Text,
        data_on -> Text,
        unione_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::platform::db::sql::{Instant, Uuid};

    /// Files on their way to a form.
    uploads (id) {
        id -> Uuid,
        person_id -> Uuid,
        file_name -> Text,
        size_bytes -> BigInt,
        blob_hash -> Nullable<Text>,
        file_kind -> Nullable<Text>,
        created_at -> Instant,
        expires_at -> Instant,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    access_tokens,
    adesioni,
    answers,
    applications,
    audiences,
    bodies,
    calls,
    comments,
    counters,
    cursors,
    document_calls,
    document_codes,
    document_deeds,
    document_holds,
    document_readings,
    document_pages,
    document_seals,
    document_signatures,
    document_previews,
    document_reports,
    document_unioni,
    document_versions,
    documents,
    events,
    imports,
    installation,
    inventories,
    inventory_comuni,
    inventory_software,
    letters,
    memberships,
    notifications,
    offices,
    people,
    populations,
    practice_checks,
    practice_confirmations,
    practice_documents,
    practice_remarks,
    practice_section_saves,
    practice_versions,
    practices,
    questions,
    register_faults,
    register_files,
    reuse_documents,
    reuse_moves,
    reuse_rounds,
    reuses,
    sessions,
    shared_function_comuni,
    shared_functions,
    subject_topics,
    submissions,
    subscriptions,
    topics,
    unione_factors,
    unione_software,
    uploads,
    useful_marks,
);

use super::*;

#[test]
fn what_is_kept_is_read_again() {
    let content = PracticeContent {
        context: "Cinque comuni.".into(),
        phases: vec![Phase {
            key: 1,
            title: "Sosta".into(),
            from: "2006-05".parse().ok(),
            cause: Some(StallCause::LackOfStaff),
            ..Phase::of(PhaseKind::Stall)
        }],
        ..PracticeContent::default()
    };
    let kept = serde_json::to_value(&content).unwrap();
    assert_eq!(kept["phases"][0]["kind"], "stall");
    assert_eq!(kept["phases"][0]["from"], "2006-05");
    assert_eq!(
        serde_json::from_value::<PracticeContent>(kept).unwrap(),
        content
    );
}

#[test]
fn what_goes_on_is_how_far_it_has_come() {
    let phase = |key, kind, ongoing| Phase {
        key,
        ongoing,
        ..Phase::of(kind)
    };
    let of = |phases: Vec<Phase>| PracticeContent {
        phases,
        ..PracticeContent::default()
    };
    assert_eq!(of(Vec::new()).phase_reached(), None);
    let path = of(vec![
        phase(4, PhaseKind::Operation, true),
        phase(0, PhaseKind::Expansion, false),
    ]);
    assert_eq!(path.phase_reached(), Some(PhaseKind::Operation));
    assert_eq!(path.phase(4).map(|(number, _)| number), Some(1));
    assert!(path.phase(0).is_none(), "nothing points to it");
    let ended = of(vec![
        phase(1, PhaseKind::Operation, false),
        phase(2, PhaseKind::Stall, false),
    ]);
    assert_eq!(ended.phase_reached(), Some(PhaseKind::Stall));
}

#[test]
fn what_was_kept_before_a_field_existed_is_still_read() {
    let content: PracticeContent = serde_json::from_str(
        r#"{"context":"x","phases":[{"kind":"survey"}],"obstacles":[{"what":"y","kind":"legal","outcome":"open"}],"benefits":[{"what":"z","evidence":"measured"}]}"#,
    )
    .unwrap();
    assert_eq!(content.texts(), ["x", "y", "z"]);
}

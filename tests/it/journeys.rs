//! Whole journeys, across features.

mod answer_question;

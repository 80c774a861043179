//! The service pages: how it works, privacy, accessibility, licences.

use actix_web::HttpResponse;
use askama::Template;

use crate::features::people::Visit;
use crate::platform::error::Result;
use crate::platform::web::assets::{self, Licence};
use crate::platform::web::frame::Frame;

#[derive(Template)]
#[template(path = "home/how_it_works.html")]
struct HowItWorksPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "home/privacy.html")]
struct PrivacyPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "home/accessibility.html")]
struct AccessibilityPage {
    frame: Frame,
    declaration_url: Option<String>,
}

#[derive(Template)]
#[template(path = "home/licences.html")]
struct LicencesPage {
    frame: Frame,
    works: &'static [Licence],
}

/// `GET /come-funziona`
///
/// # Errors
/// A bug when the template cannot be rendered.
pub async fn how_it_works(visit: Visit) -> Result<HttpResponse> {
    visit.page(&HowItWorksPage {
        frame: visit.frame(),
    })
}

/// `GET /privacy`
///
/// # Errors
/// A bug when the template cannot be rendered.
pub async fn privacy(visit: Visit) -> Result<HttpResponse> {
    visit.page(&PrivacyPage {
        frame: visit.frame(),
    })
}

/// `GET /accessibilita`
///
/// # Errors
/// A bug when the template cannot be rendered.
pub async fn accessibility(visit: Visit) -> Result<HttpResponse> {
    visit.page(&AccessibilityPage {
        frame: visit.frame(),
        declaration_url: visit.app.config.accessibility_url.clone(),
    })
}

/// `GET /licenze`
///
/// # Errors
/// A bug when the template cannot be rendered.
pub async fn licences(visit: Visit) -> Result<HttpResponse> {
    visit.page(&LicencesPage {
        frame: visit.frame(),
        works: assets::licences(),
    })
}

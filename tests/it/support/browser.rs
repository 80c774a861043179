//! A browser without JavaScript: visits, fills in forms and sends them as the page had them.

use scraper::{ElementRef, Html, Selector};

/// A browser with its cookies.
pub struct Browser {
    url: String,
    agent: ureq::Agent,
    cookies: Vec<(String, String)>,
    /// The page last looked at.
    pub page: Page,
}

/// What a request was answered with.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The status of the last answer.
    pub status: u16,
    /// Path and query after redirections.
    pub address: String,
    /// The body, if it is text.
    pub html: String,
    /// The body.
    pub bytes: Vec<u8>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
}

fn select(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

impl Page {
    /// The text a person sees, white space folded.
    pub fn text(&self) -> String {
        // A highlighted word is still one with what it touches.
        let html = self.html.replace("<mark>", "").replace("</mark>", "");
        let document = Html::parse_document(&html);
        let mut text = String::new();
        if let Some(body) = document.select(&select("body")).next() {
            for node in body.descendants() {
                if let Some(part) = node.value().as_text() {
                    let hidden = node
                        .ancestors()
                        .filter_map(ElementRef::wrap)
                        .any(|e| matches!(e.value().name(), "script" | "style" | "template"));
                    if !hidden {
                        text.push_str(part);
                        text.push(' ');
                    }
                }
            }
        }
        fold(&text)
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        let document = Html::parse_document(&self.html);
        document
            .select(&select("title"))
            .next()
            .map(|title| fold(&title.text().collect::<String>()))
            .unwrap_or_default()
    }

    /// Whether a person sees this text.
    pub fn has(&self, text: &str) -> bool {
        self.text().contains(&fold(text))
    }

    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The addresses of links whose address contains this.
    pub fn links(&self, part: &str) -> Vec<String> {
        let document = Html::parse_document(&self.html);
        document
            .select(&select("a[href]"))
            .filter_map(|a| a.value().attr("href"))
            .filter(|href| href.contains(part))
            .map(str::to_owned)
            .collect()
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Browser {
    /// A browser that knows this site.
    pub fn new(url: &str) -> Browser {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        Browser {
            url: url.to_owned(),
            agent,
            cookies: Vec::new(),
            page: Page::default(),
        }
    }

    /// Keeps a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Forgets all cookies.
    pub fn forget_cookies(&mut self) {
        self.cookies.clear();
    }

    /// Visits a page and follows redirections.
    pub fn visit(&mut self, path: &str) -> Page {
        self.go("GET", path, &[], None)
    }

    /// Asks for a page with other headers; follows no redirection.
    pub fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Page {
        self.once(method, path, headers, body)
    }

    /// Sends fields to an address as a form would, with nothing added; follows redirections.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = urlencoded(fields.iter().map(|(name, value)| (*name, *value)));
        self.go(
            "POST",
            path,
            &[],
            Some(("application/x-www-form-urlencoded", body)),
        )
    }

    /// The CSRF token of the page last looked at.
    pub fn csrf(&self) -> String {
        let document = Html::parse_document(&self.page.html);
        document
            .select(&select("input[name=csrf]"))
            .next()
            .and_then(|input| input.value().attr("value"))
            .unwrap_or_default()
            .to_owned()
    }

    /// The form of the page last looked at that has a button of this text.
    pub fn form(&mut self, button: &str) -> Form<'_> {
        let document = Html::parse_document(&self.page.html);
        let forms = select("form");
        let found = document
            .select(&forms)
            .find_map(|form| button_of(form, button).map(|pressed| (form, pressed)));
        let Some((form, pressed)) = found else {
            panic!(
                "no form with the button {button:?} on {} ({}):\n{}",
                self.page.address,
                self.page.status,
                self.page.text()
            )
        };
        let mut fields = fields_of(form);
        if let Some(name) = pressed.value().attr("name") {
            fields.push((
                name.to_owned(),
                pressed.value().attr("value").unwrap_or_default().to_owned(),
            ));
        }
        let own = pressed.value().attr("formaction");
        let action = own.or_else(|| form.value().attr("action"));
        let action = action.unwrap_or_default();
        let action = if action.is_empty() {
            self.page.address.clone()
        } else {
            action.to_owned()
        };
        let get = !form
            .value()
            .attr("method")
            .is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let multipart = form.value().attr("enctype") == Some("multipart/form-data");
        Form {
            browser: self,
            action,
            get,
            multipart,
            fields,
            files: Vec::new(),
        }
    }

    fn go(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Page {
        let mut page = self.once(method, path, headers, body);
        for _ in 0..5 {
            let Some(location) = page
                .header("location")
                .map(str::to_owned)
                .filter(|_| (300..400).contains(&page.status))
            else {
                break;
            };
            page = self.once("GET", &location, &[], None);
        }
        page
    }

    fn once(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Page {
        let path = path.strip_prefix(&self.url).unwrap_or(path);
        let path = path.split('#').next().unwrap_or_default();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url));
        if !self.cookies.is_empty() {
            let cookies = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join("; ");
            request = request.header("cookie", cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match body {
            Some((media_type, body)) => self.agent.run(
                request
                    .header("content-type", media_type)
                    .body(body)
                    .unwrap(),
            ),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut answer = answer.unwrap_or_else(|e| panic!("{method} {path}: {e}"));
        let headers: Vec<(String, String)> = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let gone = cookie.to_ascii_lowercase().contains("max-age=0");
            self.set_cookie(name, if gone { "" } else { value });
        }
        let bytes = answer
            .body_mut()
            .with_config()
            .limit(500_000_000)
            .read_to_vec()
            .unwrap();
        let html = String::from_utf8(bytes.clone()).unwrap_or_default();
        self.page = Page {
            status: answer.status().as_u16(),
            address: path.to_owned(),
            html,
            bytes,
            headers,
        };
        self.page.clone()
    }
}

fn button_of<'a>(form: ElementRef<'a>, text: &str) -> Option<ElementRef<'a>> {
    form.select(&select("button")).find(|button| {
        let words = fold(&button.text().collect::<String>());
        words == text || words.starts_with(&format!("{text}:"))
    })
}

fn fields_of(form: ElementRef<'_>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for field in form.select(&select("input, textarea, select")) {
        let Some(name) = field.value().attr("name") else {
            continue;
        };
        let value = field.value().attr("value").unwrap_or_default();
        match (
            field.value().name(),
            field.value().attr("type").unwrap_or("text"),
        ) {
            ("textarea", _) => {
                let text: String = field.text().collect();
                fields.push((
                    name.to_owned(),
                    text.strip_prefix('\n').unwrap_or(&text).to_owned(),
                ));
            }
            ("select", _) => {
                let options = select("option");
                let chosen = field
                    .select(&options)
                    .find(|o| o.value().attr("selected").is_some())
                    .or_else(|| field.select(&options).next());
                if let Some(option) = chosen {
                    let text: String = option.text().collect();
                    fields.push((
                        name.to_owned(),
                        option.value().attr("value").map_or(text, str::to_owned),
                    ));
                }
            }
            (_, "checkbox" | "radio") => {
                if field.value().attr("checked").is_some() {
                    fields.push((
                        name.to_owned(),
                        if value.is_empty() {
                            "on".to_owned()
                        } else {
                            value.to_owned()
                        },
                    ));
                }
            }
            (_, "file" | "submit" | "button") => {}
            _ => fields.push((name.to_owned(), value.to_owned())),
        }
    }
    fields
}

/// A form being filled in.
pub struct Form<'a> {
    browser: &'a mut Browser,
    action: String,
    get: bool,
    multipart: bool,
    fields: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Form<'_> {
    /// Writes into a field, or chooses a value of a list; a field the page does not have is added, as who forges a form would.
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value.to_owned(),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Ticks a box.
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes every tick of this name away.
    pub fn untick(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// Attaches a file.
    pub fn attach(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        self.files
            .push((name.to_owned(), file_name.to_owned(), bytes.to_vec()));
        self
    }

    /// What stands in a field now.
    pub fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    /// Sends the form and follows redirections.
    pub fn send(self) -> Page {
        let Form {
            browser,
            action,
            get,
            multipart,
            fields,
            files,
        } = self;
        let pairs = || {
            fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
        };
        if get {
            let query = String::from_utf8(urlencoded(pairs())).unwrap();
            let path = action.split('?').next().unwrap_or_default();
            return browser.visit(&format!("{path}?{query}"));
        }
        if !multipart {
            return browser.go(
                "POST",
                &action,
                &[],
                Some(("application/x-www-form-urlencoded", urlencoded(pairs()))),
            );
        }
        let boundary = format!("story{}", uuid::Uuid::now_v7().simple());
        let mut body = Vec::new();
        for (name, value) in pairs() {
            body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (name, file_name, bytes) in &files {
            body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        browser.go(
            "POST",
            &action,
            &[],
            Some((&format!("multipart/form-data; boundary={boundary}"), body)),
        )
    }
}

fn urlencoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let escape = |text: &str| {
        text.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect::<String>()
    };
    pairs
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
        .into_bytes()
}

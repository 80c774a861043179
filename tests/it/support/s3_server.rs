//! A small store that speaks S3 over HTTP on loopback, for the real client: PUT, GET with a range, HEAD,
//! DELETE, uploads in parts, listing. It can be told to fail in the ways stores do.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How the next requests are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As they should be.
    Well,
    /// So many times with this status, then well.
    Fails(u16, usize),
    /// Always with this status.
    Down(u16),
    /// So many downloads break off in the middle, then well.
    Halves(usize),
    /// The connection is closed instead of an answer, so many times.
    HangsUp(usize),
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, (Vec<u8>, String)>,
    parts: BTreeMap<String, BTreeMap<u32, Vec<u8>>>,
    mood: Option<Mood>,
    asked: Vec<String>,
}

/// The store.
#[derive(Clone)]
pub struct S3Server {
    /// Its address.
    pub url: String,
    state: Arc<Mutex<State>>,
}

/// The name of its bucket.
pub const BUCKET: &str = "documenti";

impl S3Server {
    /// Starts a store with an empty bucket. It ends with the program.
    pub fn start() -> S3Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let server = S3Server {
            url,
            state: state.clone(),
        };
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let state = state.clone();
                std::thread::spawn(move || while serve(&connection, &state).unwrap_or(false) {});
            }
        });
        server
    }

    /// The settings that lead an application here.
    pub fn settings(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("files", "s3"),
            ("s3_bucket", BUCKET),
            ("s3_endpoint", &self.url),
            ("s3_access_key", "chiave"),
            ("s3_secret_key", "segreto"),
            ("s3_seconds", "5"),
        ]
    }

    /// Decides how the next requests are answered.
    pub fn be(&self, mood: Mood) {
        self.state.lock().unwrap().mood = Some(mood);
    }

    /// What stands in the bucket.
    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let state = self.state.lock().unwrap();
        let content =
            |(name, (bytes, _)): (&String, &(Vec<u8>, String))| (name.clone(), bytes.clone());
        state.objects.iter().map(content).collect()
    }

    /// How many uploads in parts were neither completed nor given up.
    pub fn uploads(&self) -> usize {
        self.state.lock().unwrap().parts.len()
    }

    /// Puts other bytes under a name, as a broken disk would.
    pub fn damage(&self, name: &str, bytes: &[u8]) {
        self.put(name, bytes, "Mon, 30 Nov 2026 09:00:00 GMT");
    }

    /// Puts an object there, last changed at this instant.
    pub fn put(&self, name: &str, bytes: &[u8], modified: &str) {
        let mut state = self.state.lock().unwrap();
        state
            .objects
            .insert(name.to_owned(), (bytes.to_vec(), modified.to_owned()));
    }

    /// "PUT", "GET" …, in the order they came.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }
}

struct Request {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    range: Option<(usize, usize)>,
    body: Vec<u8>,
}

fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut request = Request {
        method: method.to_owned(),
        path: path.trim_start_matches('/').to_owned(),
        query,
        range: None,
        body: Vec::new(),
    };
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "range" => {
                let (first, last) = value
                    .strip_prefix("bytes=")
                    .unwrap()
                    .split_once('-')
                    .unwrap();
                let last = last.parse().map_or(usize::MAX, |last: usize| last + 1);
                request.range = Some((first.parse().unwrap(), last));
            }
            _ => {}
        }
    }
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body)?;
    Ok(Some(request))
}

/// Answers one request; whether the connection stays open.
fn serve(connection: &TcpStream, state: &Mutex<State>) -> std::io::Result<bool> {
    // One request at a time: what is buffered beyond it is nothing.
    let mut reader = BufReader::new(connection);
    let Some(request) = read(&mut reader)? else {
        return Ok(false);
    };
    let mut state = state.lock().unwrap();
    state.asked.push(request.method.clone());
    let mut halves = false;
    match state.mood {
        Some(Mood::Down(status)) => return write(connection, status, &[], b"<Error/>"),
        Some(Mood::Fails(status, times)) if times > 0 => {
            state.mood = Some(Mood::Fails(status, times - 1));
            return write(connection, status, &[], b"<Error/>");
        }
        Some(Mood::HangsUp(times)) if times > 0 => {
            state.mood = Some(Mood::HangsUp(times - 1));
            return Ok(false);
        }
        Some(Mood::Halves(times)) if times > 0 && request.method == "GET" => {
            state.mood = Some(Mood::Halves(times - 1));
            halves = true;
        }
        _ => {}
    }
    let key = request
        .path
        .strip_prefix(BUCKET)
        .unwrap_or_default()
        .trim_start_matches('/')
        .to_owned();
    if request.method == "GET" && key.is_empty() {
        return write(connection, 200, &[], listing(&state.objects).as_bytes());
    }
    let id = request.query.get("uploadId").cloned();
    match (request.method.as_str(), id) {
        ("POST", None) => {
            let id = format!("carico-{}", state.asked.len());
            state.parts.insert(id.clone(), BTreeMap::new());
            let body = format!(
                "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            );
            write(connection, 200, &[], body.as_bytes())
        }
        ("PUT", Some(id)) => {
            let number = request.query["partNumber"].parse().unwrap();
            let parts = state.parts.get_mut(&id).unwrap();
            parts.insert(number, request.body);
            write(connection, 200, &[("ETag", format!("\"{number}\""))], b"")
        }
        ("POST", Some(id)) => {
            let parts = state.parts.remove(&id).unwrap_or_default();
            let whole: Vec<u8> = parts.into_values().flatten().collect();
            state.objects.insert(key, (whole, now()));
            let body =
                "<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>";
            write(connection, 200, &[], body.as_bytes())
        }
        ("DELETE", Some(id)) => {
            state.parts.remove(&id);
            write(connection, 204, &[], b"")
        }
        ("PUT", None) => {
            state.objects.insert(key, (request.body, now()));
            write(connection, 200, &[("ETag", "\"x\"".to_owned())], b"")
        }
        ("DELETE", None) => {
            state.objects.remove(&key);
            write(connection, 204, &[], b"")
        }
        (method, None) => {
            let Some((bytes, modified)) = state.objects.get(&key) else {
                return write(connection, 404, &[], b"");
            };
            let (first, last) = request.range.unwrap_or((0, usize::MAX));
            let last = last.min(bytes.len());
            if request.range.is_some() && first >= last {
                return write(connection, 416, &[], b"");
            }
            let mut headers = vec![
                ("ETag", "\"x\"".to_owned()),
                ("Last-Modified", modified.clone()),
            ];
            if request.range.is_some() {
                headers.push((
                    "Content-Range",
                    format!("bytes {first}-{}/{}", last - 1, bytes.len()),
                ));
            }
            let status = if request.range.is_some() { 206 } else { 200 };
            let content = &bytes[first..last];
            if method == "HEAD" {
                head(connection, status, &headers, content.len())?;
                return Ok(true);
            }
            if halves {
                head(connection, status, &headers, content.len())?;
                let mut connection = connection;
                connection.write_all(&content[..content.len() / 2])?;
                connection.shutdown(std::net::Shutdown::Both)?;
                return Ok(false);
            }
            write(connection, status, &headers, content)
        }
        (method, _) => panic!("nobody should ask {method} {}", request.path),
    }
}

/// What every new object says of its age: the machine's clock is nobody's to read here, and a date far
/// ahead is as young as one of now.
fn now() -> String {
    "Fri, 31 Dec 2027 09:00:00 GMT".to_owned()
}

fn listing(objects: &BTreeMap<String, (Vec<u8>, String)>) -> String {
    let mut text = String::from("<ListBucketResult><IsTruncated>false</IsTruncated>");
    for (key, (bytes, modified)) in objects {
        let at = chrono::DateTime::parse_from_rfc2822(modified).unwrap();
        text.push_str(&format!(
            "<Contents><Key>{key}</Key><Size>{}</Size><LastModified>{}</LastModified><ETag>\"x\"</ETag></Contents>",
            bytes.len(),
            at.to_rfc3339()
        ));
    }
    text + "</ListBucketResult>"
}

fn head(
    mut connection: &TcpStream,
    status: u16,
    headers: &[(&str, String)],
    length: usize,
) -> std::io::Result<()> {
    let mut text = format!("HTTP/1.1 {status} Answer\r\nContent-Length: {length}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    connection.write_all((text + "\r\n").as_bytes())
}

fn write(
    mut connection: &TcpStream,
    status: u16,
    headers: &[(&str, String)],
    body: &[u8],
) -> std::io::Result<bool> {
    head(connection, status, headers, body.len())?;
    connection.write_all(body)?;
    Ok(true)
}

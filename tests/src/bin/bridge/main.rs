//! Serves the app's commands, its events and the built pages over HTTP on the loopback interface, for tests and design
//! work in a browser. No part of the app: the window opens no socket.
//!
//! - `POST /call/NAME` runs a command; its arguments and its result are JSON, an error is status 400 with the error;
//! - `GET /events` is a stream of events, each under its name with its payload as JSON;
//! - everything else is a file of `ui/dist`, under the window's own content security policy.

mod pages;

use std::{convert::Infallible, net::Ipv4Addr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use clap::Parser;
use firsthand_app::{ApiError, App, Background, Event};
use http_body_util::{BodyExt, Channel, Full, combinators::BoxBody};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, runtime::Handle, sync::broadcast, task, time};

/// A stream of events sends something so often, so that a browser that has gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

type Reply = Response<BoxBody<Bytes, Infallible>>;

/// Serves one data folder to a browser on this machine.
#[derive(Parser)]
struct Options {
    /// The data folder; it is made if it is not there.
    #[arg(long)]
    data_dir: PathBuf,
    /// The port on 127.0.0.1; a free one is chosen when this is 0.
    #[arg(long, default_value_t = 1421)]
    port: u16,
}

/// What every request works on.
struct Bridge {
    app: Arc<App>,
    /// The events of the app as lines of an event stream.
    events: broadcast::Sender<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let app = Arc::new(App::open(&options.data_dir)?);
    let (events, _) = broadcast::channel(256);
    let sender = events.clone();
    app.subscribe(move |event| {
        // An error means that no browser listens.
        let _ = sender.send(event_lines(event));
    });
    let _background = Background::start(&app, &Handle::current()).with_reminders(&Handle::current());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .with_context(|| format!("listening on port {}", options.port))?;
    println!("http://{}/", listener.local_addr()?);
    let bridge = Arc::new(Bridge { app, events });
    loop {
        let (stream, _) = listener.accept().await.context("taking a connection")?;
        let bridge = Arc::clone(&bridge);
        let service = service_fn(move |request| answer(Arc::clone(&bridge), request));
        tokio::spawn(async move {
            if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
                eprintln!("a connection broke off: {error}");
            }
        });
    }
}

async fn answer(bridge: Arc<Bridge>, request: Request<Incoming>) -> Result<Reply, Infallible> {
    let path = request.uri().path().to_owned();
    Ok(if !is_local(request.headers()) {
        error(StatusCode::FORBIDDEN, &ApiError::new("forbidden", "Only pages of this machine may use the bridge."))
    } else if let Some(name) = path.strip_prefix("/call/") {
        call(bridge, name, request).await
    } else if request.method() != Method::GET {
        error(StatusCode::METHOD_NOT_ALLOWED, &ApiError::new("method", "There is nothing to write here."))
    } else if path == "/events" {
        events(&bridge)
    } else {
        pages::page(&path)
    })
}

/// Says whether a request comes from a page of this machine: a foreign one could reach the port, by a form or under
/// a name of its own that leads here, but it can neither send this type of content unasked nor forge the host.
fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    ["127.0.0.1", "localhost"].contains(&name)
}

async fn call(bridge: Arc<Bridge>, name: &str, request: Request<Incoming>) -> Reply {
    let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if request.method() != Method::POST || !is_json {
        return error(StatusCode::BAD_REQUEST, &ApiError::new("invalid", "A command is a POST of JSON."));
    }
    match run(bridge, name, request.into_body()).await {
        Ok(result) => json_reply(StatusCode::OK, &result),
        Err(failure) => error(StatusCode::BAD_REQUEST, &failure),
    }
}

async fn run(bridge: Arc<Bridge>, name: &str, body: Incoming) -> Result<Value, ApiError> {
    let broken = |error: &dyn std::fmt::Display| ApiError::new("invalid", format!("The request is no JSON: {error}."));
    let body = body.collect().await.map_err(|error| broken(&error))?.to_bytes();
    let args = serde_json::from_slice(&body).map_err(|error| broken(&error))?;
    let name = name.to_owned();
    task::spawn_blocking(move || bridge.app.dispatch(&name, args))
        .await
        .map_err(|error| ApiError::new("internal", format!("The app could not finish that: {error}.")))?
}

fn events(bridge: &Bridge) -> Reply {
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(16);
    let mut events = bridge.events.subscribe();
    tokio::spawn(async move {
        loop {
            let lines = match time::timeout(HEARTBEAT, events.recv()).await {
                Ok(Ok(lines)) => lines,
                // What was missed is read again: an empty change concerns everything.
                Ok(Err(broadcast::error::RecvError::Lagged(_))) => {
                    lines_of("changed", &json!({"kinds": [], "ids": []}))
                }
                Ok(Err(broadcast::error::RecvError::Closed)) => return,
                Err(_) => ": still here\n\n".to_owned(),
            };
            if sender.send_data(Bytes::from(lines)).await.is_err() {
                return;
            }
        }
    });
    reply(StatusCode::OK, "text/event-stream", body.boxed())
}

fn event_lines(event: &Event) -> String {
    match event {
        Event::Changed(changed) => lines_of("changed", &json!(changed)),
        Event::Sync(status) => lines_of("sync", &json!(status)),
        Event::Due(due) => lines_of("due", &json!(due)),
    }
}

fn lines_of(name: &str, payload: &Value) -> String {
    format!("event: {name}\ndata: {payload}\n\n")
}

fn error(status: StatusCode, error: &ApiError) -> Reply {
    json_reply(status, &json!(error))
}

fn json_reply(status: StatusCode, value: &Value) -> Reply {
    reply(status, "application/json", Full::from(value.to_string()).boxed())
}

fn reply(status: StatusCode, kind: &'static str, body: BoxBody<Bytes, Infallible>) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_answered() {
        let with = |host: &'static str| HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
        assert!(is_local(&with("127.0.0.1:1421")));
        assert!(is_local(&with("localhost")));
        assert!(!is_local(&with("evil.example:1421")));
        assert!(!is_local(&HeaderMap::new()));
    }
}

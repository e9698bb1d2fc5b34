//! The real window, driven through WebKitWebDriver and worked by the names that a screen reader speaks.

use std::{
    net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::{
    Client, ClientBuilder,
    elements::{Element, ElementRef},
    error::CmdError,
    key::Key,
    wd::Capabilities,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{axe, display::display, group::Group, home::Home, place};

/// The program under test, as `make build` leaves it.
const PROGRAM: &str = "firsthand-window";

/// How long a thing on the screen may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the screen is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(50);

/// How long a wished size is waited for before it is wished again.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// The size of a window, in CSS pixels, and the system's theme.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width of the page.
    pub width: u32,
    /// Height of the page.
    pub height: u32,
    /// Whether the system's theme is dark.
    pub dark: bool,
}

impl Look {
    /// A laptop's window in the light.
    pub const LAPTOP: Self = Self { width: 1280, height: 800, dark: false };
    /// A phone in the light.
    pub const PHONE: Self = Self { width: 390, height: 844, dark: false };

    /// The same size under a dark theme.
    #[must_use]
    pub const fn dark(self) -> Self {
        Self { dark: true, ..self }
    }
}

/// How the program is started.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// Variables beside those of the home.
    pub variables: Vec<(String, String)>,
    /// A program, with its arguments, that starts the window's program in its place and watches it.
    pub watcher: Vec<String>,
}

/// A window of the real program. Clones are the same window.
#[derive(Clone, Debug)]
pub struct Window {
    client: Client,
    group: Arc<Mutex<Group>>,
    program: PathBuf,
}

impl Window {
    /// Starts the program on a home; [`settle`](Self::settle) waits for its page.
    ///
    /// # Errors
    /// Fails if the program is not built, WebKitWebDriver is missing, or no window comes.
    pub async fn start(home: &Home, dark: bool, launch: &Launch) -> Result<Self> {
        let program = place::built(PROGRAM)?;
        let (group, address) = start_driver(home, dark, launch)?;
        Ok(Self {
            client: start_session(&address, &program, &launch.watcher).await?,
            group: Arc::new(Mutex::new(group)),
            program,
        })
    }

    /// Waits for the page, gives it a size in CSS pixels and begins to note its troubles.
    ///
    /// # Errors
    /// Fails if the page does not come.
    pub async fn settle(&self, width: u32, height: u32) -> Result<()> {
        self.until("the page", async |window| {
            let state = window.run("return document.readyState", vec![]).await?;
            Ok((state == json!("complete")).then_some(()))
        })
        .await?;
        self.resize(width, height).await?;
        self.run(include_str!("troubles.js"), vec![]).await?;
        Ok(())
    }

    /// Returns the WebDriver session, for what has no word here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Runs a script in the page, with its `arguments`, and returns what it returns.
    ///
    /// # Errors
    /// Fails if the script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Goes to a screen by its address within the app, such as `#/people`.
    ///
    /// # Errors
    /// Fails if the page does not answer.
    pub async fn go(&self, route: &str) -> Result<()> {
        self.run("location.hash = arguments[0]", vec![json!(route)]).await?;
        Ok(())
    }

    /// Waits for the control of a role (`button`, `link`, `textbox`, …) that is called so.
    ///
    /// A name matches whole before it matches in part; letter case and line breaks do not count. Behind an open
    /// dialog nothing is found.
    ///
    /// # Errors
    /// Fails if there is none in time; the message lists the names that are there.
    pub async fn named(&self, role: &str, name: &str) -> Result<Element> {
        let found = self.until(&format!("{role} “{name}”"), async |window| window.glance(role, name).await).await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => {
                let names = self.run(include_str!("named.js"), vec![json!(role), Value::Null]).await?;
                Err(error.context(format!("names there: {names}")))
            }
        }
    }

    /// Finds the control of a role that is called so, if it is there now; see [`named`](Self::named).
    ///
    /// # Errors
    /// Fails if the page does not answer.
    pub async fn glance(&self, role: &str, name: &str) -> Result<Option<Element>> {
        axe::inject(self).await?;
        let found = match self.run(include_str!("named.js"), vec![json!(role), json!(name)]).await {
            // Drawn anew between the script and its answer, it is not there yet.
            Err(error) if error.downcast_ref::<CmdError>().is_some_and(is_passing) => return Ok(None),
            found => found?,
        };
        Ok(element(&self.client, &found))
    }

    /// Clicks the control of a role that is called so, as soon as nothing passing covers it.
    ///
    /// # Errors
    /// Fails if there is none, or something keeps covering it.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        self.named(role, name).await?;
        self.until(&format!("{role} “{name}” to be free for a click"), async |window| {
            let Some(control) = window.glance(role, name).await? else { return Ok(None) };
            match control.click().await {
                Ok(()) => Ok(Some(())),
                Err(error) if is_passing(&error) => {
                    // Half under a bar at the edge, it is scrolled away from there, as anybody would.
                    let script = "arguments[0].isConnected && arguments[0].scrollIntoView({ block: 'center' })";
                    // Drawn anew meanwhile, it is looked for again.
                    drop(window.run(script, vec![serde_json::to_value(&control)?]).await);
                    Ok(None)
                }
                Err(error) => Err(error).with_context(|| format!("clicking {role} “{name}”")),
            }
        })
        .await
    }

    /// Types into the field that is called so, after what it holds.
    ///
    /// # Errors
    /// Fails if there is no such field.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.named("textbox", name).await?;
        field.send_keys(text).await.with_context(|| format!("typing into “{name}”"))
    }

    /// Types where the caret is.
    ///
    /// # Errors
    /// Fails if nothing has the caret.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.until("a field at the caret", async |window| {
            let typed = match window.client.active_element().await {
                Ok(field) => field.send_keys(text).await,
                Err(error) => Err(error),
            };
            match typed {
                Ok(()) => Ok(Some(())),
                Err(error) if is_passing(&error) => Ok(None),
                Err(error) => Err(error).context("typing at the caret"),
            }
        })
        .await
    }

    /// Presses a key, alone or under the control key.
    ///
    /// # Errors
    /// Fails if the page does not take it.
    pub async fn press(&self, control: bool, key: char) -> Result<()> {
        let mut keys = String::new();
        if control {
            keys.push(Key::Control.into());
        }
        keys.push(key);
        self.type_text(&keys).await
    }

    /// Waits until a text can be read, in the page or in a field.
    ///
    /// # Errors
    /// Fails if it cannot in time.
    pub async fn see(&self, text: &str) -> Result<()> {
        self.until(&format!("the text “{text}”"), async |window| Ok(window.reads(text).await?.then_some(()))).await
    }

    /// Waits until a text can no longer be read.
    ///
    /// # Errors
    /// Fails if it still can.
    pub async fn see_gone(&self, text: &str) -> Result<()> {
        self.until(&format!("the text “{text}” to go"), async |window| {
            Ok((!window.reads(text).await?).then_some(()))
        })
        .await
    }

    /// Says whether a text can be read now, in the page or in a field; letter case and line breaks do not count.
    ///
    /// # Errors
    /// Fails if the page does not answer.
    pub async fn reads(&self, text: &str) -> Result<bool> {
        let reads = self.run(include_str!("reads.js"), vec![json!(text)]).await?;
        Ok(reads == json!(true))
    }

    /// Takes a picture of the window from the screen, as a PNG.
    ///
    /// WebDriver's own pictures are no use: WebKitGTK takes them with the next change on the screen, and a page at rest
    /// never changes.
    ///
    /// # Errors
    /// Fails if the program has ended, or the file cannot be written.
    pub fn picture(&self, path: &Path) -> Result<()> {
        let picture = display()?.picture(self.pid()?).context("taking a picture")?;
        std::fs::write(path, picture).with_context(|| format!("writing {}", path.display()))
    }

    /// Changes the size of the page, in CSS pixels.
    ///
    /// # Errors
    /// Fails if the window does not take the size.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let wanted = json!([width, height]);
        let asked = Mutex::new(None::<Instant>);
        self.until(&format!("the size {wanted}"), async |window| {
            if window.run("return [innerWidth, innerHeight]", vec![]).await? == wanted {
                return Ok(Some(()));
            }
            // A window that is still being put on the screen may pass over the wish, so it is said again.
            let is_due = asked.lock().is_ok_and(|asked| asked.is_none_or(|at: Instant| at.elapsed() > ASK_AGAIN));
            if is_due {
                window.client.set_window_size(width, height).await.context("sizing the window")?;
                if let Ok(mut asked) = asked.lock() {
                    *asked = Some(Instant::now());
                }
            }
            Ok(None)
        })
        .await
    }

    /// Checks that no script failed and that the security policy refused nothing since the window was opened.
    ///
    /// # Errors
    /// Fails with what happened.
    pub async fn had_no_trouble(&self) -> Result<()> {
        let troubles = self.run("return window.troubles", vec![]).await?;
        ensure!(troubles == json!([]), "the page had trouble: {troubles:#}");
        Ok(())
    }

    /// Closes the window as the button in its title bar does, and waits for the program to end.
    ///
    /// # Errors
    /// Fails if the program does not end.
    pub async fn close(&self) -> Result<()> {
        display()?.ask_to_close(self.pid()?)?;
        let deadline = Instant::now() + PATIENCE;
        while self.pid().is_ok() {
            ensure!(Instant::now() < deadline, "the program did not end after its window was closed");
            sleep(GLANCE).await;
        }
        self.group().kill();
        Ok(())
    }

    /// Kills the program and all its helpers at once, as a dead battery would.
    pub fn kill(&self) {
        self.group().kill();
    }

    /// Returns the id of the window's process.
    ///
    /// # Errors
    /// Fails if it has ended.
    pub fn pid(&self) -> Result<u32> {
        let running = self.group().running(&self.program);
        running.first().copied().context("the program has ended")
    }

    /// Looks at the window again and again until something is there.
    ///
    /// # Errors
    /// Fails if it is not there in time, or looking fails.
    pub async fn until<T>(&self, what: &str, glance: impl AsyncFn(&Self) -> Result<Option<T>>) -> Result<T> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = glance(self).await? {
                return Ok(found);
            }
            if Instant::now() > deadline {
                bail!("waited {} s in vain for {what}", PATIENCE.as_secs());
            }
            sleep(GLANCE).await;
        }
    }

    fn group(&self) -> MutexGuard<'_, Group> {
        self.group.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts WebKitWebDriver, which will start the program in the same process group and surroundings.
fn start_driver(home: &Home, dark: bool, launch: &Launch) -> Result<(Group, SocketAddrV4)> {
    let address = free_address()?;
    let mut group = Group::start(
        surroundings(&mut Command::new("WebKitWebDriver"), home, dark)?
            .arg(format!("--host={}", address.ip()))
            .arg(format!("--port={}", address.port()))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(launch.variables.clone()),
    )
    .context("`make setup` installs WebKitWebDriver")?;
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_err() {
        ensure!(group.leader().try_wait()?.is_none(), "WebKitWebDriver ended at once");
        ensure!(Instant::now() < deadline, "WebKitWebDriver does not answer");
        std::thread::sleep(GLANCE);
    }
    Ok((group, address))
}

/// Gives a command nothing of this process's surroundings but the path, so that a run is the same everywhere and
/// touches nothing of the person who runs it.
///
/// # Errors
/// Fails if there is no virtual screen.
pub fn surroundings<'a>(command: &'a mut Command, home: &Home, dark: bool) -> Result<&'a mut Command> {
    Ok(command
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs(home.environment())
        .env("DISPLAY", display()?.name())
        .env("GDK_BACKEND", "x11")
        .env("GTK_THEME", if dark { "Adwaita:dark" } else { "Adwaita" })
        .env("LANG", "C.UTF-8")
        .env("NO_AT_BRIDGE", "1")
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        // Software rendering: the shared buffers of a graphics card are not there, and looking for them costs memory.
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null()))
}

async fn start_session(address: &SocketAddrV4, program: &Path, watcher: &[String]) -> Result<Client> {
    let mut line = watcher.to_vec();
    line.push(program.display().to_string());
    let (binary, arguments) = line.split_first().context("a program to start")?;
    let options = json!({ "binary": binary, "args": arguments });
    let capabilities = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://{address}"))
        .await
        .context("opening the window through WebKitWebDriver")
}

/// Finds a port that nobody listens on. Another program may take it before the driver does; the driver then ends,
/// and the scenario fails saying so.
fn free_address() -> Result<SocketAddrV4> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    Ok(SocketAddrV4::new(Ipv4Addr::LOCALHOST, listener.local_addr()?.port()))
}

/// Says whether a click failed for something that passes: a notice above the control, or a screen just drawn anew.
fn is_passing(error: &CmdError) -> bool {
    let covered = matches!(error, CmdError::Standard(failure) if failure.error() == "element click intercepted");
    // WebKitGTK has a word of its own for an element that has gone.
    let gone = matches!(error, CmdError::Standard(failure) if failure.message.contains("was not found"));
    covered || gone || error.is_stale_element_reference() || error.is_element_not_interactable()
}

/// Reads an element out of a script's answer.
fn element(client: &Client, found: &Value) -> Option<Element> {
    /// The key under which the WebDriver standard wraps an element.
    const KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
    let id = found.get(KEY)?.as_str()?;
    Some(Element::from_element_id(client.clone(), ElementRef::from(id.to_owned())))
}

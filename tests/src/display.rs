//! The virtual screen on which every window of a test run appears, and what only the X server can do.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{Mutex, OnceLock},
};

use anyhow::{Context, Result, anyhow, ensure};
use x11rb::{
    connection::Connection,
    protocol::{
        composite::{self, ConnectionExt as _},
        xproto::{self, Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat, MapState},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
};

/// The symbol of the left Control key.
pub const CONTROL: u32 = 0xffe3;
/// The symbol of the left Shift key.
pub const SHIFT: u32 = 0xffe1;

/// A virtual screen of its own, large enough for a desktop window; nobody's real screen is touched.
///
/// The server ends by itself when its last client leaves, and the connection held here is one: so it lives exactly as
/// long as this program and its windows, however they end.
#[derive(Debug)]
pub struct Display {
    name: String,
    connection: RustConnection,
    root: xproto::Window,
}

/// Returns the one screen of this program, started on first use.
///
/// # Errors
/// Fails if the X server is missing or does not start.
pub fn display() -> Result<&'static Display> {
    static DISPLAY: OnceLock<Display> = OnceLock::new();
    static STARTING: Mutex<()> = Mutex::new(());
    let _guard = STARTING.lock().map_err(|_| anyhow!("starting the X server failed before"))?;
    if let Some(display) = DISPLAY.get() {
        return Ok(display);
    }
    let started = Display::start()?;
    Ok(DISPLAY.get_or_init(|| started))
}

impl Display {
    fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24"])
            .args(["-nolisten", "tcp", "-terminate", "-dpi", "96"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("starting Xvfb. `make setup` installs it")?;
        let output = server.stdout.take().context("reading from Xvfb")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number).context("reading the number of the virtual screen")?;
        ensure!(!number.trim().is_empty(), "Xvfb ended without naming its screen");
        let name = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).with_context(|| format!("connecting to {name}"))?;
        let root = connection.setup().roots.get(screen).context("the X server has no screen")?.root;
        // Every window keeps its own pixels, so that a picture of one shows nothing of those above it.
        connection.composite_query_version(0, 4)?.reply()?;
        connection.composite_redirect_subwindows(root, composite::Redirect::AUTOMATIC)?.check()?;
        Ok(Self { name, connection, root })
    }

    /// Returns the name for the variable `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks the visible window of a process to close, as the button in a title bar does.
    ///
    /// # Errors
    /// Fails if the process shows no window that can be asked.
    pub fn ask_to_close(&self, pid: u32) -> Result<()> {
        let window = self.window_of(pid)?.with_context(|| format!("process {pid} shows no window"))?;
        let protocols = self.atom("WM_PROTOCOLS")?;
        let message = ClientMessageEvent::new(
            32,
            window,
            protocols,
            [self.atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0],
        );
        self.connection.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    /// Says whether a process shows a window.
    ///
    /// # Errors
    /// Fails if the X server does not answer.
    pub fn shows(&self, pid: u32) -> Result<bool> {
        Ok(self.window_of(pid)?.is_some())
    }

    /// Types plain lower-case letters and spaces on the keyboard itself, into the window of a process.
    ///
    /// # Errors
    /// Fails if the process shows no window, or the keyboard has no such key.
    pub fn type_keys(&self, pid: u32, text: &str) -> Result<()> {
        for letter in text.chars() {
            self.strike(pid, &[letter.into()])?;
        }
        Ok(())
    }

    /// Presses keys of the keyboard itself one upon another and lets them go again, into the window of a process; each is
    /// an X11 key symbol, such as [`CONTROL`] or the character code of a plain letter.
    ///
    /// # Errors
    /// Fails if the process shows no window, or the keyboard has no such key.
    pub fn strike(&self, pid: u32, symbols: &[u32]) -> Result<()> {
        let window = self.shown(pid)?;
        self.connection.set_input_focus(xproto::InputFocus::PARENT, window, x11rb::CURRENT_TIME)?.check()?;
        let keys = symbols.iter().map(|symbol| self.key(*symbol)).collect::<Result<Vec<_>>>()?;
        let down = keys.iter().map(|key| (xproto::KEY_PRESS_EVENT, *key));
        let up = keys.iter().rev().map(|key| (xproto::KEY_RELEASE_EVENT, *key));
        for (kind, key) in down.chain(up) {
            self.connection.xtest_fake_input(kind, key, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?.check()?;
        }
        Ok(())
    }

    /// Takes a picture of what the window of a process shows, as a PNG.
    ///
    /// # Errors
    /// Fails if the process shows no window.
    pub fn picture(&self, pid: u32) -> Result<Vec<u8>> {
        let window = self.shown(pid)?;
        let size = self.connection.get_geometry(window)?.reply()?;
        let pixels = self.connection.generate_id()?;
        self.connection.composite_name_window_pixmap(window, pixels)?.check()?;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, pixels, 0, 0, size.width, size.height, u32::MAX)?
            .reply()?;
        self.connection.free_pixmap(pixels)?.check()?;
        // 24-bit screens store each pixel as blue, green, red and an unused byte.
        let colors: Vec<u8> =
            image.data.as_chunks().0.iter().flat_map(|&[blue, green, red, _]| [red, green, blue]).collect();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, size.width.into(), size.height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(&colors)?;
        Ok(file)
    }

    /// Finds the key that gives a symbol.
    fn key(&self, symbol: u32) -> Result<u8> {
        let (first, last) = (self.connection.setup().min_keycode, self.connection.setup().max_keycode);
        let keys = self.connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
        let mut symbols = keys.keysyms.chunks(keys.keysyms_per_keycode.into());
        // The symbols of plain letters are their character codes.
        let place = symbols.position(|symbols| symbols.first() == Some(&symbol));
        let place = place.with_context(|| format!("the keyboard has no key for the symbol {symbol:#x}"))?;
        Ok(first + u8::try_from(place)?)
    }

    fn shown(&self, pid: u32) -> Result<xproto::Window> {
        self.window_of(pid)?.with_context(|| format!("process {pid} shows no window"))
    }

    fn window_of(&self, pid: u32) -> Result<Option<xproto::Window>> {
        let pid_name = self.atom("_NET_WM_PID")?;
        let protocols = self.atom("WM_PROTOCOLS")?;
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            let owner = self.property(window, pid_name, AtomEnum::CARDINAL)?;
            if owner.first() != Some(&pid) || self.property(window, protocols, AtomEnum::ATOM)?.is_empty() {
                continue;
            }
            let attributes = self.connection.get_window_attributes(window)?.reply();
            if attributes.is_ok_and(|found| found.map_state == MapState::VIEWABLE) {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// Reads a property of 32-bit values; none if the window has just gone.
    fn property(&self, window: xproto::Window, name: Atom, kind: AtomEnum) -> Result<Vec<u32>> {
        let reply = self.connection.get_property(false, window, name, kind, 0, 64)?.reply();
        Ok(reply.ok().and_then(|found| found.value32().map(Iterator::collect)).unwrap_or_default())
    }

    fn atom(&self, name: &str) -> Result<Atom> {
        Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }
}

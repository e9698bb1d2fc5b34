//! Reads the lines that strace writes of calls.

use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;

/// One call that has ended: its name, what it was given, and what it returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) name: String,
    args: Vec<String>,
    result: String,
}

/// A descriptor, with the path that strace knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor {
    /// Negative for the working directory, or for none.
    pub(crate) number: i64,
    /// None of a pipe and its like.
    pub(crate) path: Option<String>,
}

/// Reads all lines. A call that another thread interrupted stands in two of them, and counts where it ended.
pub(crate) fn read_lines(lines: &[String]) -> Result<Vec<Line>> {
    let mut begun: BTreeMap<&str, String> = BTreeMap::new();
    let mut read = Vec::new();
    for line in lines {
        let (thread, rest) = line.split_once(' ').with_context(|| format!("no thread in {line}"))?;
        let rest = rest.trim_start();
        if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(thread, start.to_owned());
        } else if let Some((_, end)) = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            let start = begun.remove(thread).with_context(|| format!("{line} was never begun"))?;
            read.push(read_line(&format!("{start}{end}"))?);
        } else if !rest.starts_with(['+', '-']) {
            read.push(read_line(rest)?);
        }
    }
    Ok(read)
}

fn read_line(line: &str) -> Result<Line> {
    let unread = || format!("a line that cannot be read: {line:.200}");
    let (call, result) = line.rsplit_once(" = ").with_context(unread)?;
    let (name, args) = call.split_once('(').with_context(unread)?;
    let args = args.trim_end().strip_suffix(')').with_context(unread)?;
    Ok(Line { name: name.to_owned(), args: split(args), result: result.trim().to_owned() })
}

/// Splits at the commas that stand in no brackets. Strings hold none: they are in hexadecimal.
fn split(args: &str) -> Vec<String> {
    let mut depth = 0;
    let parts = args.split(|letter| {
        match letter {
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    });
    parts.map(|part| part.trim().to_owned()).collect()
}

impl Line {
    /// Returns what the call returned, or nothing if it failed.
    pub(crate) fn result(&self) -> Option<i64> {
        let number = self.result.split([' ', '<']).next()?;
        let number = match number.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        (number >= 0).then_some(number)
    }

    pub(crate) fn arg(&self, place: usize) -> Result<&str> {
        self.args.get(place).map(String::as_str).with_context(|| format!("{} without argument {place}", self.name))
    }

    pub(crate) fn number(&self, place: usize) -> Result<usize> {
        let arg = self.arg(place)?;
        arg.parse().with_context(|| format!("{} with {arg} as number", self.name))
    }

    /// Returns a path, joined to the working directory or to the descriptor before it if it is relative.
    pub(crate) fn path(&self, place: usize) -> Result<String> {
        let path = String::from_utf8(string(self.arg(place)?)?)?;
        if path.starts_with('/') {
            return Ok(path);
        }
        ensure!(self.name.contains("at"), "{} with the relative path {path}", self.name);
        let folder = self.descriptor(place.checked_sub(1).context("no descriptor before the path")?)?;
        Ok(format!("{}/{path}", folder.path.context("a descriptor without a path")?))
    }

    pub(crate) fn descriptor(&self, place: usize) -> Result<Descriptor> {
        let arg = self.arg(place)?;
        let (number, path) = arg.split_once('<').unwrap_or((arg, ""));
        let path = path.split_once('>').and_then(|(path, _)| unhex(path).ok());
        let number = if number == "AT_FDCWD" { -100 } else { number.parse()? };
        Ok(Descriptor { number, path: path.map(String::from_utf8).transpose()? })
    }

    /// Says whether any argument holds some text, in a string or as the path of a descriptor.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        let hex: String = text.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        self.args.iter().any(|arg| arg.contains(&hex))
    }

    /// Returns the bytes that a write took, of one string or of many.
    pub(crate) fn written(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for quoted in self.arg(1)?.split('"').skip(1).step_by(2) {
            bytes.extend(unhex(quoted)?);
        }
        let taken = usize::try_from(self.result().context("a write that failed")?)?;
        ensure!(taken <= bytes.len(), "{} took {taken} of {} bytes", self.name, bytes.len());
        bytes.truncate(taken);
        Ok(bytes)
    }
}

fn string(arg: &str) -> Result<Vec<u8>> {
    let quoted = arg.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    unhex(quoted.with_context(|| format!("{arg:.100} is no whole string"))?)
}

fn unhex(text: &str) -> Result<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes()
        .chunks(4)
        .map(|chunk| match chunk {
            [b'\\', b'x', high, low] => {
                digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low).context("no hexadecimal digit")
            }
            _ => bail!("{text:.100} is not in hexadecimal"),
        })
        .collect()
}

#[test]
fn lines_of_calls_are_read() {
    let lines = [
        r#"7  openat(AT_FDCWD<\x2f\x74>, "\x61", O_RDWR|O_CREAT, 0666) = 5<\x2f\x74\x2f\x61>"#,
        r#"8 fsync(5<\x2f\x74\x2f\x61> <unfinished ...>"#,
        r#"7 writev(5<\x2f\x74\x2f\x61>, [{iov_base="\x00\xff", iov_len=2}, {iov_base="\x01", iov_len=1}], 2) = 2"#,
        "8 <... fsync resumed>) = 0",
        "7 +++ exited with 0 +++",
        r#"7 mkdir("\x2f\x62", 0777) = -1 EEXIST (File exists)"#,
    ];
    let read = read_lines(&lines.map(str::to_owned)).unwrap();
    let names: Vec<&str> = read.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["openat", "writev", "fsync", "mkdir"]);
    assert_eq!((read[0].path(1).unwrap().as_str(), read[0].result()), ("/t/a", Some(5)));
    assert_eq!(read[1].descriptor(0).unwrap(), Descriptor { number: 5, path: Some("/t/a".into()) });
    assert_eq!(read[1].written().unwrap(), [0, 255], "it took only two");
    assert_eq!((read[2].result(), read[3].result()), (Some(0), None));
}

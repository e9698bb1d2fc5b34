//! Which network sockets a program and its helpers open, by the system's own account of its calls.
//!
//! `strace` writes down every call that makes, binds, connects or sends through a socket, in the program and in all
//! processes it starts. Sockets of other families stay on the machine: Unix sockets between the program's own processes
//! and to the screen, netlink to ask the kernel which network cards there are.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::window::Launch;

/// What the calls that matter are; the kernel stops the program for no others, so that it stays as quick as ever.
const CALLS: &str = "trace=socket,connect,bind,sendto,sendmsg,sendmmsg";

/// Returns a launch that has every socket written to a log.
pub fn watched(log: &Path) -> Launch {
    let log = log.display().to_string();
    let strace = ["strace", "--follow-forks", "--seccomp-bpf", "--quiet=all", "-e", CALLS, "-o", &log, "--"];
    Launch { watcher: strace.map(str::to_owned).to_vec(), ..Launch::default() }
}

/// Returns the lines of a log that concern a network.
///
/// # Errors
/// Fails if there is no log, or it holds no call at all: then nothing was watched.
pub fn network_calls(log: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(log).context("reading what strace wrote")?;
    ensure!(text.contains("socket(AF_UNIX"), "strace saw no socket at all, not even the one to the screen");
    Ok(network_lines(&text).map(str::to_owned).collect())
}

fn network_lines(log: &str) -> impl Iterator<Item = &str> {
    const NETWORKS: [&str; 5] = ["AF_INET", "AF_PACKET", "AF_BLUETOOTH", "AF_VSOCK", "AF_XDP"];
    log.lines().filter(|line| NETWORKS.iter().any(|network| line.contains(network)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_socket_is_told_from_a_local_one() {
        let log = "\
            11 socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 5\n\
            11 socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 6\n\
            12 socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 7\n\
            12 connect(7, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr(\"93.184.216.34\")}, 16 <unfinished ...>\n";
        assert_eq!(network_lines(log).count(), 2, "both calls of process 12 concern a network");
    }
}

//! Child processes that end together with all that they started.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command},
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};

/// A process that leads a process group of its own; the whole group is killed when this is dropped.
#[derive(Debug)]
pub struct Group {
    leader: Child,
}

impl Group {
    /// Starts a command as the leader of a new group.
    ///
    /// # Errors
    /// Fails, naming the program, if it cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_os_string();
        let leader = command.process_group(0).spawn().with_context(|| format!("starting {}", program.display()))?;
        Ok(Self { leader })
    }

    /// Returns the process that leads the group.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.leader
    }

    /// Kills every process of the group at once (SIGKILL) and waits for the leader.
    pub fn kill(&mut self) {
        if let Some(group) = i32::try_from(self.leader.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.leader.wait();
    }

    /// Returns the ids of the group's living processes that run a program.
    pub fn running(&self, program: &Path) -> Vec<u32> {
        let Ok(processes) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|&pid| self.leads(pid))
            .filter(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program))
            .collect()
    }

    /// Says whether a process belongs to the group and is alive.
    fn leads(&self, pid: u32) -> bool {
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else {
            return false;
        };
        // The fields after the parenthesised name: state, parent, process group.
        let Some((_, fields)) = stat.rsplit_once(") ") else {
            return false;
        };
        let mut fields = fields.split(' ');
        let alive = fields.next().is_some_and(|state| state != "Z");
        alive && fields.nth(1).and_then(|group| group.parse().ok()) == Some(self.leader.id())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_a_child_started_ends_with_it() {
        let mut group = Group::start(Command::new("sh").args(["-c", "sleep 60 & wait"])).unwrap();
        let sleep = fs::canonicalize("/bin/sleep").unwrap();
        let deadline = Instant::now() + Duration::from_secs(5);
        while group.running(&sleep).is_empty() {
            assert!(Instant::now() < deadline, "the grandchild must be found in the group");
            std::thread::sleep(Duration::from_millis(10));
        }
        group.kill();
        while !group.running(&sleep).is_empty() {
            assert!(Instant::now() < deadline, "the grandchild must be gone with the group");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

//! What the child takes away from itself before it looks at a file, in three layers.
//!
//! *Limits* (setrlimit) hold on every Linux. *Landlock* takes away the file system and TCP, since
//! kernel 5.13 and 6.7. *Seccomp* takes away every call to the kernel that reading a file in memory
//! does not need, among them those that open files, speak to others, start programs or processes.
//! A kernel that knows one of the last two not, or a container that forbids them, does without it:
//! `fra-unioni doctor` says which hold.

use std::io;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope, path_beneath_rules,
};
use rlimit::Resource;
use serde::{Deserialize, Serialize};

use super::outside::Talks;

/// The layers that could be put on; what they hold is for [`probe`](super::probe) to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layers {
    /// The file system and TCP are closed by Landlock.
    pub landlock: bool,
    /// Calls to the kernel are sifted by seccomp.
    pub seccomp: bool,
}

/// Enough for the three standard streams, the file, the answer, and one that a kernel wants in between.
const MAX_OPEN_FILES: u64 = 16;

/// Puts on every layer this machine has. What was opened before stays open.
///
/// # Errors
/// When the limits, which every machine has, cannot be set.
pub(super) fn enter(seconds: u64, memory_bytes: u64) -> io::Result<Layers> {
    limit(seconds, memory_bytes, 0, MAX_OPEN_FILES)?;
    // Landlock first: seccomp forbids asking for it.
    Ok(Layers {
        landlock: close_the_file_system().unwrap_or(false),
        seccomp: sift::calls().is_ok(),
    })
}

/// Puts the same on a process that will become another program: that must find its libraries, and
/// may write in one folder. What holds the server's data is not among what it can read, nor are its
/// settings. It cannot leave its group, with which it is ended.
///
/// A program that talks on this machine may connect to any socket with a path that this account may:
/// neither Landlock nor seccomp tells them apart.
///
/// # Errors
/// When the limits cannot be set.
pub(super) fn enter_outside(
    seconds: u64,
    memory_bytes: u64,
    program: &Path,
    folder: Option<&Path>,
    talks: Talks,
) -> io::Result<Layers> {
    /// The most that may be written into one file.
    const MAX_WRITTEN_BYTES: u64 = 64 << 20;
    const MAX_OPEN_FILES: u64 = 256;
    let written_bytes = folder.map_or(0, |_| MAX_WRITTEN_BYTES);
    limit(seconds, memory_bytes, written_bytes, MAX_OPEN_FILES)?;
    Ok(Layers {
        landlock: leave_what_programs_need(program, folder).unwrap_or(false),
        seccomp: sift::outside(talks).is_ok(),
    })
}

fn limit(seconds: u64, memory_bytes: u64, written_bytes: u64, open_files: u64) -> io::Result<()> {
    Resource::AS.set(memory_bytes, memory_bytes)?;
    Resource::CPU.set(seconds, seconds + 1)?;
    Resource::FSIZE.set(written_bytes, written_bytes)?;
    Resource::NOFILE.set(open_files, open_files)?;
    Resource::CORE.set(0, 0)
}

fn leave_what_programs_need(
    program: &Path,
    folder: Option<&Path>,
) -> Result<bool, landlock::RulesetError> {
    /// Where systems keep programs, libraries and fonts. Of settings, where the settings of this
    /// server may be too, only what these programs look for: libraries, fonts, whose account it is,
    /// the time, the scanner's daemon. Of processes only itself: the environment of the server
    /// stands in /proc too.
    const SYSTEM: [&str; 31] = [
        "/usr/bin",
        "/usr/sbin",
        "/usr/lib",
        "/usr/lib32",
        "/usr/lib64",
        "/usr/libexec",
        "/usr/share",
        "/usr/local/bin",
        "/usr/local/lib",
        "/usr/local/lib64",
        "/usr/local/share",
        "/lib",
        "/lib64",
        "/bin",
        "/sbin",
        "/etc/alternatives",
        "/etc/clamav",
        "/etc/clamd.d",
        "/etc/fonts",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/libreoffice",
        "/etc/locale.alias",
        "/etc/localtime",
        "/etc/mime.types",
        "/etc/nsswitch.conf",
        "/etc/papersize",
        "/etc/passwd",
        "/etc/timezone",
        "/proc/self",
    ];
    const CHANCE: [&str; 3] = ["/dev/zero", "/dev/random", "/dev/urandom"];
    let own_folder = folder_of(program);
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        // Signals, and sockets that have a name but no path, to nobody but its own.
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .add_rules(path_beneath_rules(
            SYSTEM.iter().chain(&CHANCE),
            AccessFs::from_read(NEWEST),
        ))?
        .add_rules(path_beneath_rules(
            [program].into_iter().chain(own_folder.as_deref()),
            AccessFs::from_read(NEWEST),
        ))?
        .add_rules(path_beneath_rules(
            ["/dev/null"],
            AccessFs::ReadFile | AccessFs::WriteFile,
        ))?
        .add_rules(path_beneath_rules(folder, AccessFs::from_all(NEWEST)))?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// Where a program lies with what belongs to it, if that is a folder of its own: in
/// `/opt/libreoffice24.8/program/soffice` it is `/opt/libreoffice24.8`.
fn folder_of(program: &Path) -> Option<PathBuf> {
    let program = program.canonicalize().ok()?;
    let inside = program.strip_prefix("/opt").ok()?;
    // Where it lies by itself, nothing else belongs to it.
    (inside.components().count() > 2)
        .then(|| program.parent()?.parent().map(Path::to_owned))
        .flatten()
}

/// The newest Landlock whose rights are asked for; an older kernel grants what it knows.
const NEWEST: ABI = ABI::V6;

/// Allows nothing of what the kernel's Landlock can take away.
fn close_the_file_system() -> Result<bool, landlock::RulesetError> {
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .restrict_self()?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}

/// The filter of calls. seccompiler knows these processors and no others.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod sift {
    use std::collections::BTreeMap;

    use seccompiler::{
        BpfProgram, Error, SeccompAction, SeccompCmpArgLen as Width, SeccompCmpOp as Is,
        SeccompCondition as Where, SeccompFilter, SeccompRule, TargetArch,
    };

    /// Calls that may be made whatever is said with them: memory, what is open already, threads,
    /// time, chance, the end.
    const HARMLESS: [i64; 31] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_pread64,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_lseek,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_brk,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_futex,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_getrandom,
        libc::SYS_getrusage,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// Installs the filter; it holds for this thread and all it starts.
    pub(super) fn calls() -> Result<(), Error> {
        seccompiler::apply_filter(&newer_threads()?)?;
        seccompiler::apply_filter(&harmless()?)
    }

    /// Whatever is not named is refused as not permitted. That is an error a parser can live
    /// with, where a signal would end it over a call it could have done without.
    fn harmless() -> Result<BpfProgram, Error> {
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            HARMLESS.iter().map(|call| (*call, Vec::new())).collect();
        rules.extend(conditional()?);
        rules.insert(libc::SYS_clone3, Vec::new());
        compile(rules, libc::EPERM, Side::ForbidsTheRest)
    }

    /// Calls that may be made in one way only.
    fn conditional() -> Result<BTreeMap<i64, Vec<SeccompRule>>, Error> {
        const EXECUTABLE: u64 = libc::PROT_EXEC as u64;
        const THREAD: u64 = libc::CLONE_THREAD as u64;
        /// prctl(2): gives memory, for whoever debugs, a name.
        const SET_VMA: u64 = 0x5356_4d41;
        let own_id = u64::from(std::process::id());
        let data = Where::new(2, Width::Dword, Is::MaskedEq(EXECUTABLE), 0)?;
        let named = |option| Where::new(0, Width::Dword, Is::Eq, option);
        Ok(BTreeMap::from([
            (libc::SYS_mmap, vec![SeccompRule::new(vec![data.clone()])?]),
            (libc::SYS_mprotect, vec![SeccompRule::new(vec![data])?]),
            // A new thread, not a new process.
            (
                libc::SYS_clone,
                vec![SeccompRule::new(vec![Where::new(
                    0,
                    Width::Qword,
                    Is::MaskedEq(THREAD),
                    THREAD,
                )?])?],
            ),
            // abort(3) sends itself a signal.
            (
                libc::SYS_tgkill,
                vec![SeccompRule::new(vec![named(own_id)?])?],
            ),
            // Limits may be asked, not set.
            (
                libc::SYS_prlimit64,
                vec![SeccompRule::new(vec![Where::new(
                    2,
                    Width::Qword,
                    Is::Eq,
                    0,
                )?])?],
            ),
            (
                libc::SYS_fcntl,
                vec![SeccompRule::new(vec![Where::new(
                    1,
                    Width::Dword,
                    Is::Eq,
                    libc::F_GETFD as u64,
                )?])?],
            ),
            (
                libc::SYS_prctl,
                vec![
                    SeccompRule::new(vec![named(libc::PR_SET_NAME as u64)?])?,
                    SeccompRule::new(vec![named(SET_VMA)?])?,
                ],
            ),
        ]))
    }

    /// What clone3(2) is asked stands in memory, where no filter sees it. Said not to exist, the C
    /// library makes its threads with clone(2). Of two filters the stricter answer counts.
    fn newer_threads() -> Result<BpfProgram, Error> {
        let rules = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
        compile(rules, libc::ENOSYS, Side::ForbidsThese)
    }

    /// Forbids a program sockets: all, or all but those between programs of this machine. Forbids it
    /// to leave its group, to look into other processes, and the other way to ask the kernel for
    /// sockets, which no filter sees.
    pub(super) fn outside(talks: super::Talks) -> Result<(), Error> {
        const NEVER: [i64; 6] = [
            libc::SYS_setsid,
            libc::SYS_setpgid,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_io_uring_setup,
        ];
        const UNIX: u64 = libc::AF_UNIX as u64;
        let forbidden = match talks {
            super::Talks::WithNobody => Vec::new(),
            super::Talks::OnThisMachine => vec![SeccompRule::new(vec![Where::new(
                0,
                Width::Dword,
                Is::Ne,
                UNIX,
            )?])?],
        };
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
            NEVER.iter().map(|call| (*call, Vec::new())).collect();
        rules.insert(libc::SYS_socket, forbidden);
        seccompiler::apply_filter(&compile(rules, libc::EPERM, Side::ForbidsThese)?)
    }

    enum Side {
        ForbidsThese,
        ForbidsTheRest,
    }

    fn compile(
        rules: BTreeMap<i64, Vec<SeccompRule>>,
        number: i32,
        side: Side,
    ) -> Result<BpfProgram, Error> {
        let refuse = SeccompAction::Errno(number.unsigned_abs());
        let (rest, these) = match side {
            Side::ForbidsThese => (SeccompAction::Allow, refuse),
            Side::ForbidsTheRest => (refuse, SeccompAction::Allow),
        };
        let arch = TargetArch::try_from(std::env::consts::ARCH)?;
        Ok(SeccompFilter::new(rules, rest, these, arch)?.try_into()?)
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod sift {
    /// There is no filter for this processor.
    pub(super) fn calls() -> Result<(), ()> {
        Err(())
    }

    /// Nor for that.
    pub(super) fn outside(_: super::Talks) -> Result<(), ()> {
        Err(())
    }
}

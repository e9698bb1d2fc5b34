use super::*;
use crate::{OsEntropy, folder};

fn folder() -> (tempfile::TempDir, FsFolder) {
    let dir = tempfile::tempdir().unwrap();
    let folder = FsFolder::at_root(dir.path());
    (dir, folder)
}

fn paths(folder: &FsFolder) -> Vec<String> {
    let mut paths: Vec<String> = folder.list().unwrap().into_iter().map(|entry| entry.path).collect();
    paths.sort();
    paths
}

#[test]
fn it_conforms() {
    let (_dir, folder) = folder();
    assert_eq!(crate::conformance::check(&folder), Vec::<String>::new());
}

#[test]
fn it_conforms_under_an_odd_root() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("é %20 'x' \u{1F41D}").join("r".repeat(200));
    fs::create_dir_all(&root).unwrap();
    assert_eq!(crate::conformance::check(&FsFolder::at_root(root)), Vec::<String>::new());
}

#[test]
fn it_conforms_where_there_is_no_rename() {
    #[derive(Debug)]
    struct WithoutRename(FsFolder);
    impl Folder for WithoutRename {
        fn list(&self) -> Result<Vec<Entry>, FolderError> {
            self.0.list()
        }
        fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
            self.0.read(path)
        }
        fn create_new(&self, path: &str, bytes: &[u8]) -> Result<Put, FolderError> {
            let target = self.0.resolve(path)?;
            self.0
                .create_dirs(path)
                .and_then(|()| create_in_place(&target, bytes))
                .map_err(|error| writing(path, error))
        }
        fn remove(&self, path: &str) -> Result<(), FolderError> {
            self.0.remove(path)
        }
    }
    let (_dir, folder) = folder();
    let faults = crate::conformance::check(&WithoutRename(folder));
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn nothing_is_created_where_the_root_is_away() {
    let (dir, _) = folder();
    let folder = FsFolder::in_picked(dir.path());
    assert!(matches!(folder.list(), Err(FolderError::Missing)));
    assert!(matches!(folder.create_new("log/a.fhd", b"x"), Err(FolderError::Missing)));
    assert!(matches!(folder.read("log/a.fhd"), Err(FolderError::Missing)));
    assert!(matches!(folder.remove("log/a.fhd"), Err(FolderError::Missing)));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let far = FsFolder::in_picked(dir.path().join("drive"));
    assert!(matches!(far.create_root(), Err(FolderError::Missing)));
    fs::write(dir.path().join("file"), b"x").unwrap();
    assert!(matches!(FsFolder::at_root(dir.path().join("file")).list(), Err(FolderError::Missing)));
}

#[test]
fn the_root_is_found_from_what_the_user_picked() {
    let (dir, _) = folder();
    let inside = FsFolder::in_picked(dir.path());
    assert_eq!(inside.root(), dir.path().join("Firsthand"));
    inside.create_root().unwrap();
    inside.create_root().unwrap();
    inside.create_new("vault-01020304.fhd", b"x").unwrap();
    assert_eq!(FsFolder::in_picked(inside.root()).root(), inside.root());
    assert_eq!(FsFolder::in_picked(dir.path()).root(), inside.root());
}

#[test]
fn depth_hidden_directories_and_temporary_names_are_bounded() {
    let (dir, folder) = folder();
    for path in ["a/b/c/d.fhd", "a/b/c/d/e.fhd", ".stversions/log/x.fhd", "log/.hidden/x.fhd"] {
        let full = dir.path().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, b"x").unwrap();
    }
    assert_eq!(paths(&folder), ["a/b/c/d.fhd"]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_names_that_are_no_text_are_left_alone() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let (dir, folder) = folder();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.fhd"), b"x").unwrap();
    symlink(outside.path(), dir.path().join("link")).unwrap();
    symlink(outside.path().join("secret.fhd"), dir.path().join("file.fhd")).unwrap();
    symlink(dir.path(), dir.path().join("loop")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("pipe.fhd")).unwrap();
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"\xff.fhd")), b"x").unwrap();
    assert!(folder.list().unwrap().is_empty());
    for path in ["file.fhd", "pipe.fhd"] {
        assert!(matches!(folder.read(path), Err(FolderError::NotFound { .. })), "{path}");
    }
    // A link under a name that we want counts as taken; it is neither followed nor replaced.
    assert_eq!(folder.create_new("file.fhd", b"y").unwrap(), Put::AlreadyThere);
    assert_eq!(fs::read(outside.path().join("secret.fhd")).unwrap(), b"x");
}

#[cfg(unix)]
#[test]
fn a_size_that_is_known_is_not_asked_for_and_a_name_that_is_gone_is_not_listed() {
    let (dir, folder) = folder();
    for path in ["log/a.fhd", "log/b.fhd", "log/gone.fhd"] {
        folder.create_new(path, b"1234").unwrap();
    }
    fs::create_dir(dir.path().join("log/known.fhd")).unwrap();
    folder.remove("log/gone.fhd").unwrap();
    let known = |path: &str| (path != "log/b.fhd").then_some(7);
    let mut listed = folder.list_knowing(&known).unwrap();
    listed.sort();
    let entry = |path: &str, size| Entry { path: path.to_owned(), size };
    assert_eq!(listed, [entry("log/a.fhd", 7), entry("log/b.fhd", 4)]);
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let (dir, folder) = folder();
    File::create(dir.path().join("huge.fhd")).unwrap().set_len(MAX_FILE + 1).unwrap();
    assert!(matches!(folder.read("huge.fhd"), Err(FolderError::TooLarge { .. })));
}

#[test]
fn no_temporary_file_stays() {
    let (dir, folder) = folder();
    for _ in 0..2 {
        folder.create_new("log/a.fhd", b"x").unwrap();
    }
    folder::probe_write(&folder, &mut OsEntropy).unwrap();
    let names: Vec<_> = fs::read_dir(dir.path().join("log")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.fhd"]);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn what_the_system_says_becomes_a_state_that_can_be_acted_on() {
    let of = |kind: ErrorKind| writing("log/a", kind.into());
    for kind in [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem] {
        assert!(matches!(of(kind), FolderError::ReadOnly { .. }));
    }
    for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
        assert!(matches!(of(kind), FolderError::Full { .. }));
    }
    assert!(matches!(of(ErrorKind::ResourceBusy), FolderError::Busy { .. }));
    assert!(matches!(of(ErrorKind::StaleNetworkFileHandle), FolderError::Io { .. }));
    assert!(matches!(reading("log/a", ErrorKind::PermissionDenied.into()), FolderError::Io { .. }));
}

#[test]
fn a_held_file_is_tried_again_for_a_while() {
    let mut tries = 0;
    let outcome = patiently(|| {
        tries += 1;
        if tries < 4 { Err(ErrorKind::ResourceBusy.into()) } else { Ok(tries) }
    });
    assert_eq!(outcome.unwrap(), 4);
    let mut tries = 0;
    let outcome: io::Result<()> = patiently(|| {
        tries += 1;
        Err(ErrorKind::NotFound.into())
    });
    assert!(outcome.is_err());
    assert_eq!(tries, 1);
}

#[cfg(unix)]
#[test]
fn files_can_be_read_by_the_service_that_carries_them() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, folder) = folder();
    let plain = dir.path().join("plain");
    fs::write(&plain, b"x").unwrap();
    folder.create_new("a.fhd", b"x").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir.path().join("a.fhd")), mode(&plain), "as any other new file");
}

//! Folders of small damaged captures, as a collection script writes them if a component between it and the service is
//! broken. Each row is a folder, damaged in one way or in all.

use authscan_testkit::damage::{self, Class, Group};

/// The seed of the captures: neither the one that costs are fitted on nor the one that results are reported on.
const SEED: u64 = 0xf01d;

/// Captures of one kind of payload.
pub struct Folder {
    pub name: String,
    pub captures: Vec<String>,
}

impl Folder {
    /// The bytes of all captures.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.captures.iter().map(String::len).sum()
    }
}

/// The kind of payload of all captures.
const KIND: &str = "definitions";

/// Returns `count` captures of a class of damage; fewer if few payloads have a place for it.
fn captures(class: &'static Class, count: usize) -> Vec<String> {
    damage::cases(class, SEED, 40 * count as u64)
        .filter(|case| case.kind == KIND)
        .take(count)
        .map(|case| String::from_utf8_lossy(&case.damaged).into_owned())
        .collect()
}

/// Returns the captures of all requested classes.
fn folder(name: &str, each: usize, is_in: impl Fn(&Class) -> bool) -> Folder {
    let classes = damage::classes().filter(|class| class.group != Group::Valid && is_in(class));
    Folder { name: name.to_owned(), captures: classes.flat_map(|class| captures(class, each)).collect() }
}

/// The folder of all kinds of damage, the folder of each group, and those of the dialects.
#[must_use]
pub fn folders() -> Vec<Folder> {
    let mut folders = vec![folder("all kinds", 8, |_| true)];
    let groups = Group::ALL.into_iter().filter(|group| *group != Group::Valid);
    folders.extend(groups.map(|group| folder(group.name(), 8, move |class| class.group == group)));
    folders.extend(of_each_class(|class| class.group == Group::Dialect));
    folders
}

/// A folder for each class of damage.
#[must_use]
pub fn of_each_class(is_in: impl Fn(&Class) -> bool) -> Vec<Folder> {
    let classes = damage::classes().filter(|class| class.group != Group::Valid && is_in(class));
    let named = classes.map(|class| folder(class.name, 30, |other| other.name == class.name));
    named.filter(|folder| !folder.captures.is_empty()).collect()
}

/// The folder of this name.
#[must_use]
pub fn named(name: &str) -> Option<Folder> {
    if name == "all kinds" {
        return Some(folder(name, 8, |_| true));
    }
    if let Some(group) = Group::ALL.into_iter().find(|group| group.name() == name) {
        return Some(folder(name, 8, |class| class.group == group));
    }
    of_each_class(|class| class.name == name).pop()
}

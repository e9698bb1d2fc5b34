//! The user interface's view of the app: TypeScript types and a table of commands, generated from the Rust types.

use crate::{Event, api};
use std::{any::TypeId, collections::BTreeMap, fmt::Write as _};
use ts_rs::{Config, TS, TypeVisitor};

/// Sees each command with its types.
pub trait Visit {
    /// Sees one command.
    fn command<A: TS + 'static, R: TS + 'static>(&mut self, name: &str, about: &str);
}

#[derive(Default)]
struct Collected {
    config: Config,
    types: BTreeMap<String, String>,
    seen: std::collections::BTreeSet<TypeId>,
    commands: String,
    names: Vec<String>,
}

impl TypeVisitor for Collected {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let mut text = String::new();
            let _ = writeln!(text, "{}\nexport {}", T::docs().unwrap_or_default().trim_end(), T::decl(&self.config));
            let text = text.replace("/**\n * ", "/** ").replace("\n */", " */");
            self.types.insert(T::ident(&self.config), text);
        }
        T::visit_generics(self);
        T::visit_dependencies(self);
    }
}

impl Visit for Collected {
    fn command<A: TS + 'static, R: TS + 'static>(&mut self, name: &str, about: &str) {
        self.visit::<A>();
        self.visit::<R>();
        let (args, result) = (A::name(&self.config), R::name(&self.config));
        let _ = writeln!(self.commands, "  /** {about} */\n  {name}: {{ args: {args}; result: {result} }};");
        self.names.push(name.to_owned());
    }
}

/// Returns the whole generated TypeScript module.
pub fn typescript() -> String {
    let mut collected = Collected::default();
    api::visit_types(&mut collected);
    collected.visit::<Event>();
    collected.visit::<api::ApiError>();
    let mut text =
        String::from("// Generated from the command table in crates/app; do not edit. To renew it: make bindings\n\n");
    for declaration in collected.types.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    let _ = write!(
        text,
        "/** Every command with the types of its arguments and its result. */\nexport interface Commands {{\n{}}}\n",
        collected.commands
    );
    let names = collected.names.iter().map(|name| format!("  \"{name}\",\n")).collect::<String>();
    let _ = write!(
        text,
        "\n/** The names of all commands. */\nexport const COMMAND_NAMES: readonly (keyof Commands)[] = [\n{names}];\n"
    );
    text
}

// Finds the control of a role by its accessible name; without a name, lists the names of that role.
const [role, name] = arguments;
// Whoever wants to type does not mind which kind of field it is.
const roles = role === "textbox" ? ["textbox", "searchbox", "combobox", "spinbutton"] : [role];
const plain = (text) => text.replace(/\s+/gu, " ").trim().toLowerCase();
const selector = "a, button, input, textarea, select, summary, option, h1, h2, h3, [role], [contenteditable]";
const modal = [...document.querySelectorAll("dialog:modal")].at(-1);
const reachable = [...(modal ?? document).querySelectorAll(selector)].filter(
  (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]"),
);
const { text, aria } = window.axe.commons;
window.axe.setup(document.documentElement);
try {
  const called = reachable
    .filter((element) => roles.includes(aria.getRole(element)))
    .map((element) => ({ element, name: plain(text.accessibleText(element)) }));
  if (name === null) return called.map((control) => control.name);
  const wanted = plain(name);
  const found = called.find((control) => control.name === wanted) ?? called.find((control) => control.name.includes(wanted));
  return found?.element ?? null;
} finally {
  window.axe.teardown();
}

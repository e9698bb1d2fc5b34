import { History, type Turned } from '$lib/text/history';
import { matches } from './keys';

/** Undo and redo inside text fields: the user's own words, field by field, also where the system's web view has no such keys. */

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** The kinds of input that hold a text; a day or a time has no words to take back. */
const TEXTUAL: ReadonlySet<string> = new Set(['text', 'search', 'email', 'tel', 'url', 'password', 'number']);

const histories = new WeakMap<TextField, History>();

/** Tells whether a place takes text, and so has an undo of its own. */
export const isTextField = (target: EventTarget | null): target is TextField =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXTUAL.has(target.type));

/** Gives a field the history that its text had before, until the returned function is called. */
export function keepHistory(field: TextField, history: History): () => void {
  history.follow(field.value);
  histories.set(field, history);
  return () => void histories.delete(field);
}

/** Takes in that a field's text was changed by somebody else. */
export function followOthers(field: TextField): void {
  histories.get(field)?.follow(field.value);
}

/** Takes the last own step in a field back or does it again; the field's own listeners hear of it as of any other edit. */
function turn(field: TextField, way: 'undo' | 'redo'): void {
  if (field.readOnly || field.disabled) return;
  const history = historyOf(field);
  history.follow(field.value);
  const turned = history[way]();
  if (!turned) return;
  show(field, turned);
  const inputType = way === 'undo' ? 'historyUndo' : 'historyRedo';
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType }));
}

function show(field: TextField, { text, caret }: Turned): void {
  field.value = text;
  // An address or a number has no caret that a page may move.
  if (field.selectionStart !== null) field.setSelectionRange(caret, caret);
}

function historyOf(field: TextField): History {
  const there = histories.get(field);
  if (there) return there;
  const made = new History(field.value);
  histories.set(field, made);
  return made;
}

/** Follows what is typed in every text field, and takes the keys and the system's menu for undo there, until the returned function is called. */
export function undoOwnWords(): () => void {
  const before = (event: InputEvent) => {
    if (!isTextField(event.target)) return;
    const way = { historyUndo: 'undo' as const, historyRedo: 'redo' as const }[event.inputType];
    if (way) {
      event.preventDefault();
      turn(event.target, way);
    } else historyOf(event.target).follow(event.target.value);
  };
  const after = (event: Event) => {
    if (isTextField(event.target)) historyOf(event.target).edit(event.target.value, Date.now());
  };
  const pressed = (event: KeyboardEvent) => {
    if (!isTextField(event.target) || event.defaultPrevented || event.isComposing) return;
    const way = matches(event, 'mod+z') ? 'undo' : matches(event, 'mod+shift+z') || matches(event, 'mod+y') ? 'redo' : undefined;
    if (!way) return;
    event.preventDefault();
    turn(event.target, way);
  };
  window.addEventListener('beforeinput', before, { capture: true });
  window.addEventListener('input', after, { capture: true });
  window.addEventListener('keydown', pressed);
  return () => {
    window.removeEventListener('beforeinput', before, { capture: true });
    window.removeEventListener('input', after, { capture: true });
    window.removeEventListener('keydown', pressed);
  };
}

/**
 * Keeps the caret above an on-screen keyboard where the system lays it over the page instead of shrinking it: tells the
 * height as `--keyboard`, marks the page, and brings the field into view. Runs until the returned function is called.
 */
export function keepCaretInView(): () => void {
  const view = window.visualViewport;
  const root = document.documentElement;
  if (!view) return () => undefined;

  const measure = () => {
    const covered = Math.max(0, Math.round(window.innerHeight - view.height - view.offsetTop));
    const typing = document.activeElement instanceof HTMLElement && isTextField(document.activeElement);
    // A finger's keyboard shrinks the page by more than any toolbar does.
    const open = typing && matchMedia('(pointer: coarse)').matches && view.height < window.screen.height * 0.72;
    root.style.setProperty('--keyboard', `${covered}px`);
    root.toggleAttribute('data-keyboard', open);
    if (open) document.activeElement?.scrollIntoView({ block: 'nearest' });
  };
  view.addEventListener('resize', measure);
  view.addEventListener('scroll', measure);
  document.addEventListener('focusin', measure);
  document.addEventListener('focusout', measure);
  return () => {
    view.removeEventListener('resize', measure);
    view.removeEventListener('scroll', measure);
    document.removeEventListener('focusin', measure);
    document.removeEventListener('focusout', measure);
  };
}

function isTextField(element: HTMLElement): boolean {
  return element.matches('textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])');
}

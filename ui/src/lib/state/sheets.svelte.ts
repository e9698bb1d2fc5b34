/** Which of the sheets that belong to no screen are open. */
export const sheets = $state({
  palette: false,
  keys: false,
  importing: false,
  /** What is not saved. */
  unsaved: false,
  /** A file of contacts that was dropped on the window, to be shown by the import as it opens. */
  dropped: '',
});

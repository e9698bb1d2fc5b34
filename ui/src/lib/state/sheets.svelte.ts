/** Which of the sheets that belong to no screen are open. */
export const sheets = $state({ palette: false, keys: false, importing: false });

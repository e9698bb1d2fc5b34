/** What was just done elsewhere and is gone on with here; never part of an address, so that no way back shows a code again. */
export const fresh = {
  /** The folder was set up just now, and the recovery code wants to be written down. */
  created: false,
};

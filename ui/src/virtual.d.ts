declare module 'virtual:licences' {
  /** The licences of what is shipped with the pages, as one text. */
  const text: string;
  export default text;
}

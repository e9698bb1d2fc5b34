/** Words of the printed page. */
export const printed = {
  title: 'Questions on paper',
  print: 'Print',
  for: (who: string) => (who ? `Questions for ${who}` : 'Questions'),
  thanks: 'Thank you for taking the time.',
  minutes: (minutes: number) => `${minutes} minutes`,
  room: 'Leave room for notes',
  none: 'No question is chosen yet.',
};

import { MediaQuery } from 'svelte/reactivity';

const roomy = new MediaQuery('(min-width: 1440px)');

/** Whether list, page and margin column fit side by side. Where they do not, an open page takes the place of its list. */
export const room = {
  get forList(): boolean {
    return roomy.current;
  },
};

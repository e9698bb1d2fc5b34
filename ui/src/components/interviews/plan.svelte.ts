import { t } from '$lib/i18n';
import { call, type Id, type InterviewPage, type QuestionList, type QuestionView } from '$lib/ipc';
import { edit } from '$lib/state/document';
import { resource, type Resource } from '$lib/state/resource.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { undo } from '$lib/state/undo';
import { untrack } from 'svelte';
import { moved, withQuestion } from './fit';

/** Declares the questions to choose from while a component is made. */
export const allQuestions = (): Resource<QuestionList> =>
  resource(() => ({}), (args) => call('questions', args), ['question']);

/**
 * The order of a talk's questions, which shows a change at once and keeps it until the program has it.
 *
 * Changes are sent one after another, each made on the order that the one before left behind.
 */
export class Plan {
  #page: () => InterviewPage;
  #mine = $state.raw<Id[] | undefined>(undefined);
  #sending = 0;
  /** The version of the page that does not have the order yet. */
  #stale: string | undefined;

  /** Is made while a component is made. */
  constructor(page: () => InterviewPage) {
    this.#page = page;
    $effect(() => {
      const { version } = page().interview;
      untrack(() => {
        if (this.#sending > 0 || this.#stale === undefined || version === this.#stale) return;
        this.#settle();
      });
    });
  }

  /** The ids of the questions in their order. */
  get ids(): readonly Id[] {
    return this.#mine ?? this.#page().interview.plan;
  }

  /** The questions in their order; one that this version does not know keeps its place without words. */
  get questions(): { id: Id; question: QuestionView | undefined }[] {
    const known = new Map(this.#page().questions.map(({ question }) => [question.id, question]));
    return this.ids.map((id) => ({ id, question: known.get(id) }));
  }

  /** Shows an order that is not kept yet, as while a question is dragged. */
  show(ids: readonly Id[]): void {
    this.#mine = [...ids];
  }

  /** Keeps the order that is shown. */
  keep = (): Promise<void> => this.#arrange(this.ids);

  move(from: number, to: number): Promise<void> {
    return this.#arrange(moved(this.ids, from, to));
  }

  add(id: Id, pinned: ReadonlySet<Id>): Promise<void> {
    return this.#arrange(withQuestion(this.ids, id, pinned));
  }

  takeOut(id: Id): Promise<void> {
    return this.#arrange(this.ids.filter((one) => one !== id));
  }

  /** Takes a question out and offers it back. */
  async takeOutGently(id: Id): Promise<void> {
    await this.takeOut(id);
    toasts.say(t.interviews.prepare.takenOut, { label: t.common.undo, run: undo });
  }

  async #arrange(ids: readonly Id[]): Promise<void> {
    this.#mine = [...ids];
    this.#sending += 1;
    const saved = await edit(this.#page().interview, { do: 'arrange', field: 'plan', ids: [...ids] });
    this.#sending -= 1;
    if (this.#sending > 0) return;
    const { version } = this.#page().interview;
    if (saved === undefined || saved.version === version) this.#settle();
    else this.#stale = version;
  }

  #settle(): void {
    this.#stale = undefined;
    this.#mine = undefined;
  }
}

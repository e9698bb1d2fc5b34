import { ApiError } from '$lib/ipc';

/**
 * Something asked for by a press: whether it is being done, and what went wrong when it was done last. The screen shows the
 * error where it belongs, and no second press gets through meanwhile.
 */
export class Task<Kind extends string = string> {
  /** Which of several things is being done, where a screen has several. */
  doing = $state<Kind | true>();
  error = $state.raw<ApiError>();

  get busy(): boolean {
    return this.doing !== undefined;
  }

  /** Does it, unless something is being done already. Resolves to whether it worked. */
  async run(work: () => Promise<unknown>, kind: Kind | true = true): Promise<boolean> {
    if (this.busy) return false;
    this.doing = kind;
    this.error = undefined;
    try {
      await work();
      return true;
    } catch (cause) {
      this.error = ApiError.from(cause);
      return false;
    } finally {
      this.doing = undefined;
    }
  }

  /** Says no more about what went wrong. */
  forget(): void {
    this.error = undefined;
  }
}

import { describe, expect, it } from 'vitest';
import { ApiError } from '$lib/ipc';
import { Task } from './task.svelte';

describe('a task', () => {
  it('is busy while it is done, and takes no second press', async () => {
    const task = new Task<'check' | 'repair'>();
    let finish = () => {};
    const done: string[] = [];
    const first = task.run(() => new Promise<void>((resolve) => (finish = resolve)), 'repair');
    expect([task.busy, task.doing]).toEqual([true, 'repair']);
    expect(await task.run(() => Promise.resolve(done.push('again')), 'check')).toBe(false);
    expect([task.doing, done]).toEqual(['repair', []]);
    finish();
    expect(await first).toBe(true);
    expect([task.busy, task.doing]).toEqual([false, undefined]);
  });

  it('says what went wrong until it is tried again', async () => {
    const task = new Task();
    const refused = new ApiError('folder', 'The folder is not there.');
    expect(await task.run(() => Promise.reject(refused))).toBe(false);
    expect(task.error?.message).toBe('The folder is not there.');
    expect(task.busy).toBe(false);
    await task.run(() => Promise.resolve());
    expect(task.error).toBeUndefined();
  });

  it('frees the button also when the work breaks off before its first wait', async () => {
    const task = new Task();
    await task.run(() => {
      throw new Error('at once');
    });
    expect([task.busy, task.error?.message]).toEqual([false, 'at once']);
    task.forget();
    expect(task.error).toBeUndefined();
  });
});

import { ApiError, useBackend, type Commands, type Drag } from '../src/lib/ipc';
import { tellChanged } from '../src/lib/state/changes';

/** What the fake answers: one function a command that the test needs. */
export type Answers = {
  [Name in keyof Commands]?: (args: Commands[Name]['args']) => Commands[Name]['result'] | Promise<Commands[Name]['result']>;
};

export interface Fake {
  /** Every command that was asked for, in order. */
  calls: { name: string; args: unknown }[];
  /** Every address that was handed to the system, in order. */
  opened: string[];
  /** Tells the screens that documents of these kinds changed. */
  changed: (...kinds: string[]) => void;
  /** Drags files over the window, drops them, or takes them away again. */
  drag: (at: Drag['at'], ...paths: string[]) => void;
  /** Sends an event. */
  send: (event: string, payload: unknown) => void;
}

/** Puts a program in place that answers what the test says and refuses everything else. */
export function fakeBackend(answers: Answers): Fake {
  const calls: Fake['calls'] = [];
  const opened: string[] = [];
  const draggers = new Set<(drag: Drag) => void>();
  const hearers = new Map<string, Set<(payload: unknown) => void>>();
  useBackend({
    async call(name, args = {}) {
      calls.push({ name, args: structuredClone(args) });
      const answer = answers[name as keyof Commands] as ((args: unknown) => unknown) | undefined;
      if (!answer) throw new ApiError('unknown_command', `The test answers no ${name}.`);
      return structuredClone(await answer(args));
    },
    async listen(event, heard) {
      const set = hearers.get(event) ?? new Set();
      hearers.set(event, set.add(heard));
      return () => set.delete(heard);
    },
    async outside(address) {
      opened.push(address);
    },
    async drags(heard) {
      draggers.add(heard);
      return () => draggers.delete(heard);
    },
  });
  return {
    calls,
    opened,
    changed: (...kinds) => tellChanged({ kinds, ids: [] }),
    drag: (at, ...paths) => draggers.forEach((heard) => heard({ at, paths })),
    send: (event, payload) => hearers.get(event)?.forEach((heard) => heard(payload)),
  };
}

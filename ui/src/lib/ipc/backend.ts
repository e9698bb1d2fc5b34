/** What a screen may ask of the program behind it, whichever way it is reached. */
export interface Backend {
  /** Runs one command of the command table. Rejects with {@link ApiError}. */
  call(name: string, args?: unknown): Promise<unknown>;
  /** Hears of an event until the returned function is called. */
  listen(event: string, heard: (payload: unknown) => void): Promise<Unlisten>;
  /** Has a say when the window is to close; absent where pages just go. */
  closing?: {
    /** Hears each time that somebody asks for the window to close. It then waits a moment for one of the answers below. */
    asked(heard: () => void): Promise<Unlisten>;
    /** Says that everything is saved, or given up: the window may go. */
    ready(): Promise<void>;
    /** Says that something is not saved, and that the user is being told: the window waits for as long as it takes. */
    hold(): Promise<void>;
    /** Says that the user would rather stay. */
    stay(): Promise<void>;
  };
  /** Lets the user choose with the system's dialog; absent where there is none, and screens then offer a field for the path. */
  pick?: {
    /** Resolves to the path of a folder, or to null if the user chose none. */
    folder(title: string): Promise<string | null>;
    /** Resolves to the paths of the chosen files, or to null if the user chose none. */
    files(title: string, filters: FileFilter[]): Promise<string[] | null>;
  };
  /** Opens a `mailto:` or `tel:` address, or a calendar entry that the app wrote, with the system's program for it. */
  outside?(address: string): Promise<void>;
  /** Hears of files that are dragged over the window and dropped on it; absent where the system tells no paths. */
  drags?(heard: (drag: Drag) => void): Promise<Unlisten>;
}

export type Unlisten = () => void;

/** Files that hang over the window, were dropped on it, or went away again. */
export interface Drag {
  at: 'over' | 'dropped' | 'gone';
  /** Where the files are; empty once they are gone. */
  paths: string[];
}

export interface FileFilter {
  name: string;
  extensions: string[];
}

/** The codes of what no second try can mend: only another text, or another document, can. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid', 'missing', 'newer', 'unknown_command']);

/** Why a command did not work, in words for the user. */
export class ApiError extends Error {
  constructor(
    /** The program's word for the kind of failure; never shown. */
    readonly code: string,
    message: string,
    /** What to do about it. */
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Whether it was refused for what it is, and not for how the store stands at this moment. */
  get isRefusal(): boolean {
    return REFUSALS.has(this.code);
  }

  /** Reads what a failed command rejected with, whatever it is. */
  static from(cause: unknown): ApiError {
    if (cause instanceof ApiError) return cause;
    if (typeof cause === 'object' && cause !== null && 'code' in cause && 'message' in cause) {
      const { code, message, hint } = cause as { code: unknown; message: unknown; hint?: unknown };
      return new ApiError(String(code), String(message), typeof hint === 'string' ? hint : undefined);
    }
    return new ApiError('unexpected', cause instanceof Error ? cause.message : String(cause));
  }
}

import { type Command, type Environment, quoteArgv } from "./command.ts";
import type { LogLevel } from "./log.ts";

/** One effect, as a value: it can be shown, compared and performed. */
export type Action =
  /** A directory with its parents; `mode` is set when it is made, never later. */
  | { readonly kind: "make_directory"; readonly path: string; readonly mode?: number }
  /**
   * A whole file, written aside and renamed. `keepUnchanged` leaves a file with
   * that content alone (its time stamp too); `secret` hides the text when printed.
   */
  | {
    readonly kind: "write_file";
    readonly path: string;
    readonly text: string;
    readonly mode?: number;
    readonly keepUnchanged?: boolean;
    readonly secret?: boolean;
  }
  /** A file's bytes, copied; `mode` is the copy's. */
  | {
    readonly kind: "copy_file";
    readonly from: string;
    readonly to: string;
    readonly mode?: number;
  }
  /** A directory with all below it, copied; files keep their modes. */
  | { readonly kind: "copy_tree"; readonly from: string; readonly to: string }
  /** A symbolic link at `path` to `target`, replacing what is there. */
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }
  /** Another owner for a path (never through a link), with all below it if `recursive`. */
  | {
    readonly kind: "change_owner";
    readonly path: string;
    readonly uid: number;
    readonly gid: number;
    readonly recursive: boolean;
  }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  /** A path with all below it is removed; links are removed, not followed. Absent is well. */
  | { readonly kind: "remove_tree"; readonly path: string }
  /** A program runs to its end; a non-zero status is an error unless `mayFail`. */
  | { readonly kind: "run"; readonly command: Command; readonly mayFail?: boolean }
  /** A program gets the terminal and the signals; its status is the plan's. */
  | { readonly kind: "attach"; readonly command: Command }
  /** The process becomes this program; nothing comes after. */
  | { readonly kind: "exec"; readonly command: Command }
  | { readonly kind: "log"; readonly level: LogLevel; readonly message: string };

/** Actions in order, and those that come after them whatever happened. */
export interface Plan {
  readonly actions: readonly Action[];
  readonly finally: readonly Action[];
}

/** A plan of these actions and nothing to undo. */
export function plan(...actions: readonly Action[]): Plan {
  return { actions, finally: [] };
}

const octal = (mode: number | undefined) => mode === undefined ? "" : ` -m ${mode.toString(8)}`;

function environmentWords(env: Environment, base: Environment): string[] {
  return Object.entries(env)
    .filter(([name, value]) => base[name] !== value)
    .map(([name, value]) => `${name}=${value}`);
}

function commandLine(command: Command, base: Environment): string {
  const changed = environmentWords(command.env, base);
  return quoteArgv(changed.length ? ["env", ...changed, ...command.argv] : command.argv);
}

/**
 * The action as a line that a POSIX shell reads: what a dry run shows.
 * Variables that a child has in common with `base` are left out.
 */
export function describeAction(action: Action, base: Environment = {}): string {
  switch (action.kind) {
    case "make_directory":
      return `mkdir -p${octal(action.mode)} ${quoteArgv([action.path])}`;
    case "write_file": {
      const text = action.secret ? "(secret)" : action.text;
      return `printf %s ${quoteArgv([text])} > ${quoteArgv([action.path])}`;
    }
    case "copy_file":
      return quoteArgv(["cp", action.from, action.to]);
    case "copy_tree":
      return quoteArgv(["cp", "-a", action.from, action.to]);
    case "symlink":
      return quoteArgv(["ln", "-sfn", action.target, action.path]);
    case "change_owner":
      return quoteArgv([
        "chown",
        "-h",
        ...(action.recursive ? ["-R"] : []),
        `${action.uid}:${action.gid}`,
        action.path,
      ]);
    case "rename":
      return quoteArgv(["mv", "-T", action.from, action.to]);
    case "remove_tree":
      return quoteArgv(["rm", "-rf", "--", action.path]);
    case "run":
    case "attach":
      return commandLine(action.command, base);
    case "exec":
      return `exec ${commandLine(action.command, base)}`;
    case "log":
      return `# ${action.level}: ${action.message}`;
  }
}

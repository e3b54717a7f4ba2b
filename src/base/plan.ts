import { type Command, type Environment, quoteArgv } from "./command.ts";
import type { LogLevel } from "./log.ts";
import { printable, printableShellLine } from "./printable.ts";

/** One effect, as a value: it can be shown, compared and performed. */
export type Action =
  /** A directory with its parents; `mode` is its own, set when it is made, never later. */
  | { readonly kind: "make_directory"; readonly path: string; readonly mode?: number }
  /** A whole file, written aside and renamed; `secret` hides the text when printed. */
  | {
    readonly kind: "write_file";
    readonly path: string;
    readonly text: string;
    readonly mode?: number;
    readonly secret?: boolean;
  }
  /** A file's bytes and mode, copied; a link is followed. */
  | { readonly kind: "copy_file"; readonly from: string; readonly to: string }
  /** A symbolic link at `path` to `target`, replacing a file or a link. */
  | { readonly kind: "symlink"; readonly path: string; readonly target: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  /**
   * A path with all below it is removed; links are removed, not followed. Absent is well. Where
   * it lies is a `real` path: should a link have come into it, nothing is removed.
   */
  | { readonly kind: "remove_tree"; readonly path: string; readonly real?: boolean }
  /** A program runs to its end; a non-zero status is an error. */
  | { readonly kind: "run"; readonly command: Command }
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

/** Who would type the lines: what programs inherit from there is not shown. */
export interface Caller {
  readonly env: Environment;
  readonly cwd: string;
}

/** The plan as lines for a POSIX shell; see `describeAction`. */
export function describePlan(plan: Plan, caller: Caller): string[] {
  return [...plan.actions, ...plan.finally].map((action) => describeAction(action, caller));
}

/**
 * The action as a line that a POSIX shell with GNU's programs reads: what a dry run shows.
 * Typed in the caller's directory and environment, it does what performing does.
 */
export function describeAction(action: Action, caller: Caller): string {
  if (action.kind === "log") {
    return `# ${action.level}: ${printable(action.message)}`.replaceAll("\n", "\n# ");
  }
  return printableShellLine(shellLine(action, caller));
}

function shellLine(action: Exclude<Action, { kind: "log" }>, caller: Caller): string {
  switch (action.kind) {
    case "make_directory": {
      const mode = action.mode === undefined ? [] : ["-m", action.mode.toString(8)];
      return quoteArgv(["mkdir", "-p", ...mode, action.path]);
    }
    case "write_file": {
      const path = quoteArgv([action.path]);
      const text = quoteArgv([action.secret ? "(secret)" : action.text]);
      const write = `printf %s ${text} > ${path}`;
      if (action.mode === undefined) return write;
      // The mode comes before the text: nobody reads what is private in between.
      return `: >> ${path} && chmod ${action.mode.toString(8)} ${path} && ${write}`;
    }
    case "copy_file":
      return quoteArgv(["cp", "-T", "--preserve=mode", action.from, action.to]);
    case "symlink":
      return quoteArgv(["ln", "-sfT", action.target, action.path]);
    case "rename":
      return quoteArgv(["mv", "-T", action.from, action.to]);
    case "remove_tree":
      return quoteArgv(["rm", "-rf", "--", action.path]);
    case "run":
    case "attach":
    case "exec":
      return commandLine(action.command, caller, action.kind === "exec");
  }
}

function commandLine(command: Command, caller: Caller, becomes: boolean): string {
  const words = quoteArgv([...environmentWords(command.env, caller.env), ...command.argv]);
  const input = command.stdin === undefined ? "" : `printf %s ${quoteArgv([command.stdin])} | `;
  const line = `${input}${becomes ? "exec " : ""}${words}`;
  if (command.cwd === caller.cwd) return line;
  const moved = `cd ${quoteArgv([command.cwd])} && ${line}`;
  return becomes ? moved : `(${moved})`;
}

/** The words that make `base` into `env`; where something must go, all is told. */
function environmentWords(env: Environment, base: Environment): string[] {
  const whole = Object.keys(base).some((name) => !(name in env));
  const words = Object.entries(env)
    .filter(([name, value]) => whole || base[name] !== value)
    .map(([name, value]) => `${name}=${value}`);
  return whole ? ["env", "-i", ...words] : words.length > 0 ? ["env", ...words] : [];
}

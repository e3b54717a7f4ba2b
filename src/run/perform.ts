import { dirname } from "node:path";
import { Cancelled, CommandError } from "../base/errors.ts";
import type { Action, Plan } from "../base/plan.ts";
import { movedMeanwhile, programFailed } from "../host/errors.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** Where plans are performed: a session, a command's context, or the two alone. */
export interface Performer {
  readonly host: Host;
  readonly log: Log;
  /** Once it is aborted no further action begins, and no removal is waited for. */
  readonly cancel?: AbortSignal;
}

/**
 * Performs a plan; its `finally` part in every case. Returns the status of the last
 * program that got the terminal, 0 if there was none.
 */
export async function perform(performer: Performer, plan: Plan): Promise<number> {
  let status = 0;
  try {
    for (const action of plan.actions) {
      if (performer.cancel?.aborted) throw new Cancelled();
      status = await performAction(performer, action) ?? status;
    }
  } finally {
    const { host, log } = performer;
    for (const action of plan.finally) await performAction({ host, log }, action);
  }
  return status;
}

async function performAction(
  { host, log, cancel }: Performer,
  action: Action,
): Promise<number | undefined> {
  if (cancel?.aborted) throw new Cancelled();
  switch (action.kind) {
    case "make_directory":
      return void host.makeDirectory(action.path, action.mode);
    case "write_file":
      return void host.write(action.path, action.text, action.mode);
    case "copy_file":
      return void host.copyFile(action.from, action.to);
    case "symlink":
      return void host.symlink(action.target, action.path);
    case "rename":
      return void host.rename(action.from, action.to);
    case "remove_tree":
      if (action.real && host.realPath(dirname(action.path)) !== dirname(action.path)) {
        throw movedMeanwhile(action.path);
      }
      return void await unlessAborted(host.removeTree(action.path), cancel);
    case "run": {
      const { argv } = action.command;
      log.debug(argv.join(" "));
      const { status, stdout, stderr } = await host.run(
        action.command,
        cancel ? { abort: cancel } : {},
      );
      if (cancel?.aborted) throw new Cancelled();
      if (status === 0) return;
      const words = stderr.trim() || stdout.trim();
      throw words ? programFailed(argv, status, words) : new CommandError(argv, status);
    }
    case "attach":
      log.debug(action.command.argv.join(" "));
      return host.attach(action.command);
    case "exec":
      return host.exec(action.command);
    case "log":
      return void log.write(action.level, action.message);
  }
}

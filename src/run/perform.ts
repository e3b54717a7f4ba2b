import { join } from "node:path";
import { Cancelled, CommandError } from "../base/errors.ts";
import type { Action, Plan } from "../base/plan.ts";
import { notADirectory, programFailed } from "../host/errors.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** Where plans are performed: a session, a command's context, or the two alone. */
export interface Performer {
  readonly host: Host;
  readonly log: Log;
  /** Stops what is being performed, but for its `finally` part. */
  readonly cancel?: AbortSignal;
}

/**
 * Performs a plan; its `finally` part in every case. Returns the status of the last
 * program that got the terminal, 0 if there was none.
 */
export async function perform(performer: Performer, plan: Plan): Promise<number> {
  let status = 0;
  try {
    for (const action of plan.actions) status = await performAction(performer, action) ?? status;
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
    case "copy_tree":
      return void copyTree(host, action.from, action.to);
    case "symlink":
      return void host.symlink(action.target, action.path);
    case "rename":
      return void host.rename(action.from, action.to);
    case "remove_tree":
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

function copyTree(host: Host, from: string, to: string): void {
  const source = host.stat(from);
  if (source?.kind !== "directory") throw notADirectory("copy", from);
  // Private until it is whole: what is copied may be keys.
  host.makeDirectory(to, 0o700);
  for (const name of host.list(from)) {
    const child = join(from, name);
    if (host.stat(child)?.kind === "directory") copyTree(host, child, join(to, name));
    else host.copyFile(child, join(to, name));
  }
  host.changeMode(to, source.mode);
}

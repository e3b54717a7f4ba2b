import { dirname } from "node:path";
import { Cancelled, CommandError } from "../base/errors.ts";
import type { Action, Plan } from "../base/plan.ts";
import { movedMeanwhile, programFailed } from "../host/errors.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";

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
    for (const action of plan.finally) await performAction(performer, action);
  }
  return status;
}

async function performAction(
  { host, log, cancel }: Performer,
  action: Action,
): Promise<number | undefined> {
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
      return void await unlessCancelled(host.removeTree(action.path), cancel);
    case "run": {
      const { argv } = action.command;
      log.debug(argv.join(" "));
      const { status, stdout, stderr } = await host.run(action.command);
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

/** @throws Cancelled as soon as the run is asked to stop */
function unlessCancelled(work: Promise<void>, cancel: AbortSignal | undefined): Promise<void> {
  if (!cancel) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Cancelled());
    cancel.addEventListener("abort", stop);
    work.then(resolve, reject).finally(() => cancel.removeEventListener("abort", stop));
  });
}

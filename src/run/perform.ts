import { CommandError } from "../base/errors.ts";
import type { Action, Plan } from "../base/plan.ts";
import { programFailed } from "../host/errors.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";

/** Where plans are performed: a session, a command's context, or the two alone. */
export interface Performer {
  readonly host: Host;
  readonly log: Log;
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
    for (const action of plan.finally) await performAction(performer, action);
  }
  return status;
}

async function performAction(
  { host, log }: Performer,
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
      return void await host.removeTree(action.path);
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

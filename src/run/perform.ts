import { join } from "node:path";
import { CommandError, UserError } from "../base/errors.ts";
import type { Action, Plan } from "../base/plan.ts";
import type { Host } from "../host/host.ts";
import type { Log } from "./log.ts";

/**
 * Performs a plan; its `finally` part in every case. Returns the status of the last
 * program that got the terminal, 0 if there was none.
 */
export async function perform(host: Host, log: Log, plan: Plan): Promise<number> {
  let status = 0;
  try {
    for (const action of plan.actions) status = await performAction(host, log, action) ?? status;
  } finally {
    for (const action of plan.finally) await performAction(host, log, action);
  }
  return status;
}

async function performAction(host: Host, log: Log, action: Action): Promise<number | undefined> {
  switch (action.kind) {
    case "make_directory":
      return void host.makeDirectory(action.path, action.mode);
    case "write_file":
      if (action.keepUnchanged && host.readText(action.path) === action.text) return;
      return void host.write(action.path, action.text, action.mode);
    case "copy_file":
      return void host.copyFile(action.from, action.to, action.mode);
    case "copy_tree":
      return copyTree(host, action.from, action.to);
    case "symlink":
      return void host.symlink(action.target, action.path);
    case "change_owner":
      return changeOwner(host, action.path, action.uid, action.gid, action.recursive);
    case "rename":
      return void host.rename(action.from, action.to);
    case "remove_tree":
      return void await host.removeTree(action.path);
    case "run": {
      log.debug(action.command.argv.join(" "));
      const finished = await host.run(action.command);
      if (finished.status !== 0 && !action.mayFail) {
        const words = finished.stderr.trim() || finished.stdout.trim();
        if (words) throw new UserError(`"${action.command.argv.join(" ")}" failed: ${words}`);
        throw new CommandError(action.command.argv, finished.status);
      }
      return;
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

function copyTree(host: Host, from: string, to: string): undefined {
  host.makeDirectory(to, 0o700);
  for (const name of host.list(from)) {
    const source = join(from, name);
    if (host.stat(source)?.kind === "directory") copyTree(host, source, join(to, name));
    else host.copyFile(source, join(to, name));
  }
}

function changeOwner(
  host: Host,
  path: string,
  uid: number,
  gid: number,
  recursive: boolean,
): undefined {
  const kind = host.lstat(path)?.kind;
  if (kind === undefined || kind === "symlink") return;
  host.changeOwner(path, uid, gid);
  if (!recursive || kind !== "directory") return;
  for (const name of host.list(path)) changeOwner(host, join(path, name), uid, gid, true);
}

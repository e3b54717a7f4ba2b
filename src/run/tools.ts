import type { Command, Environment } from "../base/command.ts";
import { Cancelled, UserError } from "../base/errors.ts";
import type { Finished, RunOptions } from "../host/host.ts";
import { type Session, stopIfCancelled, toolEnvironment } from "./session.ts";

/** Runs a program and collects its output; its status is the caller's to judge. */
export async function runTool(
  session: Session,
  command: Command,
  options: RunOptions = {},
): Promise<Finished> {
  stopIfCancelled(session);
  session.log.debug(`${command.cwd}$ ${command.argv.join(" ")}`);
  const finished = await session.host.run(command, { abort: session.cancel, ...options });
  if (session.cancel.aborted) {
    session.log.debug(`Command "${command.argv.join(" ")}" cancelled`);
    throw new Cancelled();
  }
  return finished;
}

/** Runs git in a repository; it stays on this machine unless `lookUp` is set to false. */
export function git(
  session: Session,
  environment: Environment,
  cwd: string,
  args: readonly string[],
  options: RunOptions & { readonly env?: Environment; readonly stdin?: string } = {},
): Promise<Finished> {
  const { env, stdin, ...rest } = options;
  return runTool(session, {
    argv: ["git", ...args],
    cwd,
    env: { ...toolEnvironment(session, environment), ...env },
    ...(stdin === undefined ? {} : { stdin }),
  }, { lookUp: true, ...rest });
}

/** Runs git and returns what it printed. @throws UserError with git's own words if it fails */
export async function gitOutput(
  session: Session,
  environment: Environment,
  cwd: string,
  args: readonly string[],
  options: RunOptions & { readonly env?: Environment; readonly stdin?: string } = {},
): Promise<string> {
  const { status, stdout, stderr } = await git(session, environment, cwd, args, options);
  if (status !== 0) {
    throw new UserError(`Command "${cwd}$ git ${args.join(" ")}" failed:\n${stderr.trim()}`);
  }
  return stdout.trim();
}

/**
 * Works on all items, at most `limit` at once. The first error stops the rest: `stop` is
 * aborted, nothing new begins, and the error is thrown when all have ended.
 */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const errors: unknown[] = [];
  const worker = async () => {
    while (queue.length > 0 && errors.length === 0) {
      try {
        await work(queue.shift()!);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (errors.length > 0) throw errors.find((error) => !(error instanceof Cancelled)) ?? errors[0];
}

/** How many repositories are worked on at once: fetching waits more than it computes. */
export function parallelism(session: Session): number {
  return Math.min(Math.max(session.host.processors * 2, 4), 16);
}

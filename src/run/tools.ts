import type { Command, Environment } from "../base/command.ts";
import { Cancelled } from "../base/errors.ts";
import type { Finished, RunOptions } from "../host/host.ts";
import { gitArgv, gitEnvironment } from "../repo/git_call.ts";
import { hgArgv, hgEnvironment } from "../repo/hg_call.ts";
import { type Session, sessionWithin, stopIfCancelled, toolEnvironment } from "./session.ts";

/**
 * Runs a program and collects its output; its status is the caller's to judge.
 * @param shown the command line for the log
 */
export async function runTool(
  session: Session,
  command: Command,
  options: RunOptions = {},
  shown = command.argv.join(" "),
): Promise<Finished> {
  stopIfCancelled(session);
  session.log.debug(`${command.cwd}$ ${shown}`);
  await session.temporary.keepPromise();
  const finished = await session.host.run(command, { abort: session.cancel, ...options });
  if (session.cancel.aborted) {
    session.log.debug(`Command "${shown}" cancelled`);
    throw new Cancelled();
  }
  return finished;
}

/** What a program is given apart from its arguments. */
export interface ToolOptions extends RunOptions {
  /** Variables beside those of all tools. */
  readonly env?: Environment;
  readonly stdin?: string;
}

/** The programs that kas uses for its own work, bound to a run and to the environment so far. */
export class Tools {
  readonly #env: Environment;

  constructor(readonly session: Session, environment: Environment) {
    this.#env = toolEnvironment(session, environment);
  }

  /** Runs a program and collects its output; its status is the caller's to judge. */
  run(argv: readonly string[], cwd: string, options: ToolOptions = {}): Promise<Finished> {
    const { env, stdin, ...rest } = options;
    const command = { argv, cwd, env: { ...this.#env, ...env } };
    return runTool(this.session, stdin === undefined ? command : { ...command, stdin }, rest);
  }

  /** Runs git. @param bare the directory is a bare repository itself */
  git(
    args: readonly string[],
    cwd: string,
    options: ToolOptions = {},
    bare = false,
  ): Promise<Finished> {
    const { env, stdin, ...rest } = options;
    const { offline } = this.session.options;
    const call = { bare, offline };
    const command = { argv: gitArgv(args, call), cwd, env: gitEnvironment(this.#env, env, call) };
    const shown = `git ${args.join(" ")}`;
    return runTool(
      this.session,
      stdin === undefined ? command : { ...command, stdin },
      rest,
      shown,
    );
  }

  /** Runs a shell's script, which starts git. @param words what its parameters are */
  gitShell(
    script: string,
    words: readonly string[],
    options: Omit<ToolOptions, "env" | "stdin">,
  ): Promise<Finished> {
    const argv = ["sh", "-c", script, "sh", ...words];
    const command = { argv, cwd: "/", env: gitEnvironment(this.#env, {}, this.session.options) };
    return runTool(this.session, command, options, "sh: git status of several repositories");
  }

  /** Runs Mercurial. */
  hg(
    args: readonly string[],
    cwd: string,
    { env, ...options }: ToolOptions = {},
  ): Promise<Finished> {
    const { offline } = this.session.options;
    const command = { argv: hgArgv(args, offline), cwd, env: hgEnvironment(this.#env, env) };
    return runTool(this.session, command, options);
  }

  /**
   * Runs a program beside the others until `stop`, however the run ends, with an input that
   * ends with us at the latest. @param onLine called for its lines on standard output
   */
  async background(
    argv: readonly string[],
    stop: AbortSignal,
    onLine: (line: string) => void,
  ): Promise<Finished> {
    await this.session.temporary.keepPromise();
    return await this.session.host.run({ argv, cwd: "/", env: this.#env }, {
      abort: stop,
      openInput: true,
      collect: "tail",
      onLine: (stream, line) => stream === "stdout" && onLine(line),
    });
  }

  /** Runs a program that ends what another has begun; it is run even when the run is cancelled. */
  async cleanUp(argv: readonly string[], more: Environment = {}): Promise<number> {
    return (await this.session.host.run({ argv, cwd: "/", env: { ...this.#env, ...more } })).status;
  }

  /** The same programs for work that ends earlier than the run. */
  within(signal: AbortSignal): Tools {
    return new Tools(sessionWithin(this.session, signal), this.#env);
  }

  isInstalled(program: string): boolean {
    return this.session.host.findProgram(program, this.#env) !== undefined;
  }
}

/**
 * Works on all items, at most `limit` at once. The first error stops the rest: their signal is
 * aborted, nothing new begins, and the error is thrown when all have ended.
 * @param cancel stops all of it
 */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  cancel: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const errors: unknown[] = [];
  const failed = new AbortController();
  const signal = AbortSignal.any([cancel, failed.signal]);
  const worker = async () => {
    while (queue.length > 0 && errors.length === 0) {
      try {
        await work(queue.shift()!, signal);
      } catch (error) {
        errors.push(error);
        failed.abort();
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

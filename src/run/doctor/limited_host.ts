import type { Command } from "../../base/command.ts";
import { Cancelled } from "../../base/errors.ts";
import type { Finished, Host, RunOptions } from "../../host/host.ts";

/** A program that is asked something has so long for it, in milliseconds. */
const ASKED = 10_000;

/** What a program is like that did not answer; timeout(1) ends with the same status. */
const NO_ANSWER = 124;

/**
 * The host, but no program runs longer than a limit: a daemon that hangs must not hang the doctor.
 * A program that did not answer once is not asked again.
 */
export class LimitedHost {
  readonly #silent = new Set<string>();

  constructor(private readonly host: Host, private readonly cancel: AbortSignal) {}

  /** The host with other variables. @param env what its programs and functions see */
  withEnvironment(env: Host["env"]): Host {
    const own: Partial<Host> = {
      env,
      run: (command, options) => this.run(command, ASKED, options),
    };
    return new Proxy(this.host, {
      get: (host, name: keyof Host) => {
        const value = own[name] ?? host[name];
        return typeof value === "function" ? value.bind(host) : value;
      },
    });
  }

  /** Runs a program. @param limit milliseconds after which it is ended @throws Cancelled */
  async run(command: Command, limit: number, options: RunOptions = {}): Promise<Finished> {
    const [program] = command.argv;
    const silent = {
      status: NO_ANSWER,
      stdout: "",
      stderr: `no answer within ${limit / 1000} seconds`,
    };
    if (this.#silent.has(program!)) return silent;
    const ended = new AbortController();
    const stop = new AbortController();
    const stopNow = () => stop.abort();
    this.cancel.addEventListener("abort", stopNow);
    let late = false;
    const timer = this.host.sleep(limit, ended.signal).then(() => {
      if (ended.signal.aborted) return;
      late = true;
      this.#silent.add(program!);
      stop.abort();
    });
    try {
      const finished = await this.host.run(command, { ...options, abort: stop.signal });
      if (this.cancel.aborted) throw new Cancelled();
      return late ? silent : finished;
    } finally {
      this.cancel.removeEventListener("abort", stopNow);
      ended.abort();
      await timer;
    }
  }
}

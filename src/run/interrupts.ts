import type { Host, Signal } from "../host/host.ts";

/**
 * SIGINT, SIGTERM and SIGHUP: the first asks the run to stop and ends its programs, the second
 * ends everything at once.
 */
export class Interrupts {
  readonly #controller = new AbortController();
  readonly #handlers: [Signal, () => void][];
  #attached = 0;

  /** @param force called at the second signal; it must end the process */
  constructor(private readonly host: Host, private readonly force: () => void) {
    this.#handlers = [
      ["SIGINT", () => this.#attached === 0 && this.#interrupt()],
      ["SIGTERM", () => this.#interrupt()],
      ["SIGHUP", () => this.#interrupt()],
    ];
    for (const [signal, handler] of this.#handlers) host.onSignal(signal, handler);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** While `work` runs, Ctrl-C belongs to the program that has the terminal. */
  async attached<T>(work: () => Promise<T>): Promise<T> {
    this.#attached++;
    try {
      return await work();
    } finally {
      this.#attached--;
    }
  }

  stop(): void {
    for (const [signal, handler] of this.#handlers) this.host.offSignal(signal, handler);
  }

  #interrupt(): void {
    if (this.#controller.signal.aborted) {
      this.host.killAll("SIGKILL");
      this.force();
      return;
    }
    this.#controller.abort();
    this.host.killAll("SIGTERM");
  }
}

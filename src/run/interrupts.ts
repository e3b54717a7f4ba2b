import type { EndSignal, Host } from "../host/host.ts";

/**
 * SIGINT, SIGTERM and SIGHUP: the first asks the run to stop and ends its programs, the second
 * ends everything at once.
 */
export class Interrupts {
  readonly #controller = new AbortController();
  readonly #handlers: [EndSignal, () => void][];
  readonly #ownsCtrlC: boolean;
  /** What has the terminal now. */
  #attached = 0;
  #sawCtrlC = false;

  /** @param force called at the second signal; it must end the process */
  constructor(private readonly host: Host, private readonly force: () => void) {
    // A terminal sends it to the program as well.
    this.#ownsCtrlC = !host.isTerminal("stdin");
    this.#handlers = [
      ["SIGINT", () => this.#ctrlC()],
      ["SIGTERM", () => this.#interrupt("SIGTERM")],
      ["SIGHUP", () => this.#interrupt("SIGHUP")],
    ];
    for (const [signal, handler] of this.#handlers) host.onSignal(signal, handler);
  }

  /** Aborted by the first signal, which is its reason. */
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

  /** As `attached`; when Ctrl-C was pressed, the run stops after the program. */
  async attachedToStop<T>(work: () => Promise<T>): Promise<T> {
    this.#sawCtrlC = false;
    const result = await this.attached(work);
    if (this.#sawCtrlC) this.#controller.abort("SIGINT");
    return result;
  }

  stop(): void {
    for (const [signal, handler] of this.#handlers) this.host.offSignal(signal, handler);
  }

  #ctrlC(): void {
    if (this.#attached > 0 && !this.#ownsCtrlC) this.#sawCtrlC = true;
    else this.#interrupt("SIGINT");
  }

  #interrupt(signal: EndSignal): void {
    if (this.#controller.signal.aborted) {
      this.host.killAll("SIGKILL");
      this.force();
      return;
    }
    this.#controller.abort(signal);
    this.host.killAll("SIGTERM");
  }
}

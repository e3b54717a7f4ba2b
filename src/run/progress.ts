import type { Log } from "./log.ts";

/**
 * Live lines on a terminal: one for each repository that is being fetched, with what git
 * says of its progress. Elsewhere nothing is shown; the log has the plain lines.
 */
export class Progress {
  readonly #lines = new Map<string, string>();

  constructor(private readonly log: Log) {}

  get shown(): boolean {
    return this.log.showsProgress;
  }

  update(name: string, text: string): void {
    if (!this.shown || text.trim() === "") return;
    this.#lines.set(name, text.trim());
    this.#draw();
  }

  done(name: string): void {
    if (this.#lines.delete(name)) this.#draw();
  }

  #draw(): void {
    this.log.live([...this.#lines].map(([name, text]) => `  ${name}: ${text}`));
  }
}

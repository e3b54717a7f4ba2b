import assert from "node:assert/strict";
import type { Scene } from "./harness.ts";

export interface TerminalOptions {
  /** Variables beside those of the scene. */
  readonly env?: Record<string, string>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A program in a terminal of tmux: keys in, text of the screen out. */
export class Terminal {
  static #count = 0;
  readonly #socket: string;

  constructor(
    s: Scene,
    argv: readonly string[],
    { env = { LANG: "C.UTF-8" }, columns = 80, rows = 24 }: TerminalOptions = {},
  ) {
    this.#socket = s.path(`tmux${Terminal.#count++}`);
    const variables = Object.entries({ ...s.environment(), ...env })
      .flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const size = ["-x", `${columns}`, "-y", `${rows}`];
    this.#tmux("new-session", "-d", ...size, "-c", s.work, ...variables, ...argv);
  }

  #tmux(...args: string[]): string {
    const command = new Deno.Command("tmux", {
      args: ["-S", this.#socket, "-f", "/dev/null", ...args],
      env: { LC_ALL: "C.UTF-8" },
    });
    const output = command.outputSync();
    assert.ok(output.success, new TextDecoder().decode(output.stderr));
    return new TextDecoder().decode(output.stdout);
  }

  /** Presses keys, by tmux's names. */
  keys(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Types a text. */
  text(...keys: string[]): void {
    this.#tmux("send-keys", "-l", ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** The screen, once it shows what is wanted. */
  async shows(wanted: RegExp): Promise<string> {
    let screen = "";
    for (let round = 0; round < 100; round++) {
      screen = this.#tmux("capture-pane", "-p");
      if (wanted.test(screen)) return screen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.match(screen, wanted);
    return screen;
  }

  /** The column of the cursor, counted from 0; undefined where none is shown. */
  cursorColumn(): number | undefined {
    const [shown, column] = this.#tmux("display-message", "-p", "#{cursor_flag} #{cursor_x}")
      .trim().split(" ");
    return shown === "1" ? Number(column) : undefined;
  }

  close(): void {
    this.#tmux("kill-server");
  }
}

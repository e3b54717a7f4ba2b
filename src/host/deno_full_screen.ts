import type { CursorPlace, FullScreen } from "./host.ts";

/** xterm's control sequences, which all terminals of today know: another screen, no cursor. */
export class DenoFullScreen implements FullScreen {
  readonly #decoder = new TextDecoder();

  constructor(private readonly print: (text: string) => void) {
    Deno.stdin.setRaw(true);
    print("\x1b[?1049h\x1b[?25l");
  }

  async read(abort: AbortSignal): Promise<string | undefined> {
    const buffer = new Uint8Array(1024);
    const aborted = new Promise<null>((resolve) => {
      if (abort.aborted) resolve(null);
      abort.addEventListener("abort", () => resolve(null), { once: true });
    });
    const count = await Promise.race([Deno.stdin.read(buffer), aborted]);
    return count === null
      ? undefined
      : this.#decoder.decode(buffer.subarray(0, count), { stream: true });
  }

  draw(lines: readonly string[], cursor?: CursorPlace): void {
    // What is erased behind a full line would take its last column along, and a terminal that
    // counts an emoji wider than others do would go on below: each line starts for itself.
    const drawn = lines.map((line, row) => `\x1b[${row + 1}H\x1b[K${line}`).join("");
    const shown = cursor ? `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h` : "";
    this.print(`\x1b[?25l${drawn}${shown}`);
  }

  close(): void {
    this.print("\x1b[?25h\x1b[?1049l");
    Deno.stdin.setRaw(false);
  }
}

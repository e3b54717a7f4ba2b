import { columnsOf } from "../../../src/base/columns.ts";
import { decodeKeys } from "../../../src/kconfig/keys.ts";
import { onKey } from "../../../src/kconfig/menu_keys.ts";
import { parseKconfig } from "../../../src/kconfig/parse.ts";
import type { ScreenStyle } from "../../../src/kconfig/painter.ts";
import { render } from "../../../src/kconfig/render.ts";
import { openScreen, type ScreenState } from "../../../src/kconfig/screen.ts";
import type { ValueMap } from "../../../src/config/value.ts";
import { Values } from "../../../src/kconfig/values.ts";

export const STYLE: ScreenStyle = { columns: 40, rows: 12, colour: false, unicode: true };

/** The tree of a Kconfig text that sources nothing. */
export function parsed(text: string, env: Record<string, string> = {}) {
  const read = (path: string) => path === "/Kconfig" ? text : undefined;
  return parseKconfig({ path: "/Kconfig", base: "/", env, files: { read, find: () => [] } });
}

/** A project file with a selection. */
export const savedFile = (selection: Record<string, string | number | boolean>): ValueMap =>
  new Map([["menu_configuration", new Map(Object.entries(selection))]]);

/** The menu of a Kconfig text: keys in; lines of the screen, and its end, out. */
export class OpenedMenu {
  #state: ScreenState;
  #action: string | undefined;
  readonly #menu;

  constructor(text: string, saved?: ValueMap, private readonly style = STYLE) {
    const kconfig = parsed(text);
    this.#menu = { kconfig, values: new Values(kconfig), saved };
    this.#state = openScreen(kconfig);
  }

  /** @returns how the menu ended; undefined while it is open */
  type(...keys: string[]): string | undefined {
    for (const key of decodeKeys(keys.join(""))) {
      if (this.#action) break;
      const next = onKey(this.#menu, this.#state, key, this.style);
      if (typeof next === "string") this.#action = next;
      else this.#state = next;
    }
    return this.#action;
  }

  lines(style = this.style): string[] {
    return render(this.#menu, this.#state, style).lines.map(asDrawn);
  }

  screen(style = this.style): string {
    return this.lines(style).join("\n");
  }

  /** The lines within the frame, without what fills them. */
  body(): string[] {
    return this.lines().slice(3, -3).map((line) => line.slice(2, -2).trimEnd());
  }

  /** The place of the cursor: its row on the screen, and its column. */
  cursor(): readonly [row: number, column: number] | undefined {
    const { cursor } = render(this.#menu, this.#state, this.style);
    return cursor && [cursor.row, cursor.column];
  }

  /** What is shown in reverse at the bottom: the button that Enter presses. */
  button(): string | undefined {
    const { lines } = render(this.#menu, this.#state, this.style);
    // deno-lint-ignore no-control-regex
    return /\x1b\[7m(.*?)\x1b/.exec(lines.at(-2)!)?.[1];
  }
}

/** A line as a terminal shows it: what stands at a fixed column is there already. */
function asDrawn(line: string): string {
  // deno-lint-ignore no-control-regex
  const [text, rest] = line.replace(/\x1b\[[0-9;]*m/g, "").split(/\x1b\[(?=\d+G)/);
  if (rest === undefined) return text!;
  const [, column, behind] = /^(\d+)G(.*)$/.exec(rest)!;
  return text! + " ".repeat(Number(column) - 1 - columnsOf(text!)) + behind;
}

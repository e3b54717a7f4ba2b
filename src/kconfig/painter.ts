import { columnsOf, endOf, graphemes, startOf } from "../base/columns.ts";
import { printableCells } from "../base/printable.ts";
import type { Line } from "./body.ts";
import type { ScreenSize } from "./screen.ts";

/** What the terminal can do. */
export interface ScreenStyle extends ScreenSize {
  readonly colour: boolean;
  /** Line drawing and all letters; else plain ASCII. */
  readonly unicode: boolean;
}

const UNICODE_BOX = { h: "─", v: "│", tl: "┌", tr: "┐", bl: "└", br: "┘", up: "↑", down: "↓" };
const ASCII_BOX = { h: "-", v: "|", tl: "+", tr: "+", bl: "+", br: "+", up: "^", down: "v" };
const CODES = { menu: 36, comment: 32, problem: 31, hidden: 2, field: 4 };

/** Draws parts of the screen in what the terminal can show. */
export class Painter {
  readonly #box: typeof UNICODE_BOX;

  constructor(private readonly style: ScreenStyle) {
    this.#box = style.unicode ? UNICODE_BOX : ASCII_BOX;
  }

  /** A text of others as the terminal can show it. */
  shown(text: string): string {
    const clean = printableCells(text);
    if (this.style.unicode) return clean;
    return [...graphemes(clean)].map((letter) => /^[\x20-\x7e]$/.test(letter) ? letter : "?")
      .join("");
  }

  /** The text cut or filled to a width, by default the screen's. */
  fit(text: string, width = this.style.columns): string {
    const cut = startOf(this.shown(text), width);
    return cut + " ".repeat(width - columnsOf(cut));
  }

  /** The line at the top: of a path that is too long, the end is what counts. */
  title(path: string): string {
    const shown = this.shown(path);
    const room = this.style.columns - 2;
    const cut = columnsOf(shown) > room ? `<${endOf(shown, room - 1)}` : shown;
    return this.#reverse(this.fit(` ${cut}`));
  }

  boxTop(title: string, more: boolean): string {
    const { h, tl, tr, up } = this.#box;
    const width = this.style.columns - 2;
    const room = width - 7;
    const shown = title === "" ? "" : ` ${startOf(this.shown(title), room)} `;
    const rest = width - columnsOf(shown) - 2;
    return `${tl}${h}${shown}${h.repeat(rest - 3)}${more ? ` ${up} ` : h.repeat(3)}${h}${tr}`;
  }

  boxBottom(more: boolean): string {
    const { h, bl, br, down } = this.#box;
    const width = this.style.columns - 6;
    return `${bl}${h.repeat(width)}${more ? ` ${down} ` : h.repeat(3)}${h}${br}`;
  }

  /** A line in its frame, which stands where it does even if the terminal counts columns otherwise. */
  boxLine(line: Line | undefined): string {
    const { v } = this.#box;
    const text = this.fit(line?.text ?? "", this.style.columns - 4);
    return `${v}${this.#paint(` ${text} `, line)}\x1b[${this.style.columns}G${v}`;
  }

  #paint(text: string, line: Line | undefined): string {
    if (line?.selected) return this.#reverse(text);
    if (!line?.kind || !this.style.colour && line.kind !== "field") return text;
    return `\x1b[${CODES[line.kind]}m${text}\x1b[0m`;
  }

  #reverse = (text: string) => `\x1b[7m${text}\x1b[0m`;

  /** The buttons in the middle; in a narrow terminal the pressed one, and those around it. */
  buttons(names: readonly string[], pressed: number | undefined): string {
    const { columns } = this.style;
    const words = names.map((name) => `< ${name} >`);
    const between = words.join("  ").length > columns ? " " : "  ";
    const before = words.slice(0, pressed ?? 0).map((word) => word + between).join("");
    const row = words.join(between);
    const word = words[pressed ?? 0]!;
    const middle = before.length - Math.floor((columns - word.length) / 2);
    const from = Math.max(0, Math.min(middle, row.length - columns));
    const left = " ".repeat(Math.max(0, Math.floor((columns - row.length) / 2)));
    const visible = row.slice(from, from + columns);
    const text = left + visible + " ".repeat(columns - left.length - visible.length);
    if (pressed === undefined) return text;
    const at = left.length + before.length - from;
    const end = at + word.length;
    return `${text.slice(0, at)}${this.#reverse(text.slice(at, end))}${text.slice(end)}`;
  }
}

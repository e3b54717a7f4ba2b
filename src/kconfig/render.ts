import { printableCells } from "../base/printable.ts";
import { entriesOf, type Entry, search } from "./entries.ts";
import { type Kconfig, KconfigSymbol } from "./model.ts";
import { BUTTONS, type Dialog, type ScreenState } from "./screen.ts";
import type { Values } from "./values.ts";

/** What the terminal can do. */
export interface ScreenStyle {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  /** Line drawing and all letters; else plain ASCII. */
  readonly unicode: boolean;
}

const KEYS = "Arrows move  Enter selects  Space changes  ? help  / search  Esc back";
const UNICODE_BOX = { h: "─", v: "│", tl: "┌", tr: "┐", bl: "└", br: "┘", up: "↑", down: "↓" };
const ASCII_BOX = { h: "-", v: "|", tl: "+", tr: "+", bl: "+", br: "+", up: "^", down: "v" };

/** The lines of the screen, each as wide as it; a pure function of what it shows. */
export function render(
  kconfig: Kconfig,
  values: Values,
  state: ScreenState,
  style: ScreenStyle,
): string[] {
  const painter = new Painter(style);
  const { columns, rows } = style;
  if (columns < 30 || rows < 9) {
    return Array.from({ length: rows }, (_, row) => painter.fit(row === 0 ? "too small" : ""));
  }
  const title = state.menus.map(({ node }) => node.prompt?.text ?? "").join(" > ");
  const height = rows - 6;
  const body = state.dialog
    ? dialogBody(kconfig, state.dialog, columns - 4, height)
    : menuBody(values, state, height);
  return [
    painter.reverse(painter.fit(` ${title}`)),
    painter.fit(` ${KEYS}`),
    painter.boxTop(body.title, body.above),
    ...Array.from({ length: height }, (_, row) => painter.boxLine(body.lines[row])),
    painter.boxBottom(body.below),
    painter.buttons(state),
    painter.fit(body.status),
  ];
}

interface Line {
  readonly text: string;
  readonly selected?: boolean;
  readonly kind?: "menu" | "comment" | "problem";
}

interface Body {
  readonly title: string;
  readonly lines: readonly Line[];
  /** There is more above or below. */
  readonly above: boolean;
  readonly below: boolean;
  readonly status: string;
}

function menuBody(values: Values, state: ScreenState, height: number): Body {
  const { node, cursor } = state.menus.at(-1)!;
  const entries = entriesOf(node, values);
  const at = Math.max(0, Math.min(cursor, entries.length - 1));
  const first = Math.max(0, Math.min(at - Math.floor(height / 2), entries.length - height));
  const lines = entries.slice(first, first + height).map((entry, index): Line => ({
    text: entryText(entry, values),
    selected: first + index === at,
    ...(entry.opens ? { kind: "menu" } : entry.node.item === "comment" ? { kind: "comment" } : {}),
  }));
  const item = entries[at]?.node.item;
  const status = item instanceof KconfigSymbol
    ? ` ${item.name} (${item.type}) = ${values.text(item)}`
    : "";
  return {
    title: "",
    lines: lines.length > 0 ? lines : [{ text: "(nothing to choose here)" }],
    above: first > 0,
    below: first + height < entries.length,
    status,
  };
}

function entryText({ mark, indent, prompt, opens, node }: Entry, values: Values): string {
  const isOff = node.item instanceof KconfigSymbol && values.text(node.item) === "n";
  const arrow = opens ? isOff ? "  ----" : "  --->" : "";
  return `${mark.padEnd(3)} ${" ".repeat(indent)}${prompt}${arrow}`;
}

function dialogBody(kconfig: Kconfig, dialog: Dialog, width: number, height: number): Body {
  const plain = { above: false, below: false, status: "" };
  switch (dialog.kind) {
    case "text": {
      const lines = dialog.text.split("\n").flatMap((line) => wrap(line, width));
      const top = Math.min(dialog.top, Math.max(0, lines.length - height));
      return {
        title: dialog.title,
        lines: lines.slice(top, top + height).map((text) => ({ text })),
        above: top > 0,
        below: top + height < lines.length,
        status: " Any key closes the text; arrows scroll",
      };
    }
    case "leave":
      return {
        ...plain,
        title: "Exit",
        lines: [{ text: "" }, { text: "Save the configuration?" }, { text: "" }, {
          text: "y: save    n: discard the changes    Esc: back to the menu",
        }],
      };
    case "input":
      return {
        ...plain,
        title: dialog.symbol.nodes.find((node) => node.prompt)?.prompt?.text ?? dialog.symbol.name,
        lines: [
          { text: "" },
          { text: `Enter a ${dialog.symbol.type} value for ${dialog.symbol.name}:` },
          { text: "" },
          { text: `${dialog.text}_`, selected: true },
          { text: "" },
          ...wrap(dialog.problem, width).map((text): Line => ({ text, kind: "problem" })),
        ],
        status: " Enter accepts, Esc cancels",
      };
    case "search": {
      const found = search(kconfig, dialog.text);
      const room = height - 2;
      const first = Math.max(
        0,
        Math.min(dialog.cursor - Math.floor(room / 2), found.length - room),
      );
      const lines = found.slice(first, first + room).map(({ node, path }, index): Line => {
        const name = node.item instanceof KconfigSymbol ? `${node.item.name}: ` : "";
        const place = path.slice(1).map((menu) => menu.prompt?.text ?? "").join(" > ");
        const text = `${name}${node.prompt?.text ?? ""}${place ? `  (${place})` : ""}`;
        return { text, selected: first + index === dialog.cursor };
      });
      const none = dialog.text === "" ? "" : "nothing found";
      return {
        title: "Search",
        lines: [
          { text: `/${dialog.text}_` },
          { text: "" },
          ...(lines.length ? lines : [{ text: none }]),
        ],
        above: first > 0,
        below: first + room < found.length,
        status: " Words of a name or prompt; Enter goes there, Esc closes",
      };
    }
  }
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while ([...rest].length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Draws parts of the screen in what the terminal can show. */
class Painter {
  readonly #box: typeof UNICODE_BOX;

  constructor(private readonly style: ScreenStyle) {
    this.#box = style.unicode ? UNICODE_BOX : ASCII_BOX;
  }

  /** The text cut or filled to a width, by default the screen's. */
  fit(text: string, width = this.style.columns): string {
    const clean = printableCells(text);
    const shown = this.style.unicode ? clean : clean.replace(/[^\x20-\x7e]/gu, "?");
    const characters = [...shown].slice(0, width);
    return characters.join("") + " ".repeat(width - characters.length);
  }

  reverse = (text: string) => `\x1b[7m${text}\x1b[0m`;

  boxTop(title: string, more: boolean): string {
    const { h, tl, tr, up } = this.#box;
    const width = this.style.columns - 2;
    const shown = title === ""
      ? ""
      : this.fit(` ${title} `, Math.min([...title].length + 2, width - 4));
    const rest = width - [...shown].length - 2;
    return `${tl}${h}${shown}${h.repeat(rest - 3)}${more ? ` ${up} ` : h.repeat(3)}${h}${tr}`;
  }

  boxBottom(more: boolean): string {
    const { h, bl, br, down } = this.#box;
    const width = this.style.columns - 6;
    return `${bl}${h.repeat(width)}${more ? ` ${down} ` : h.repeat(3)}${h}${br}`;
  }

  boxLine(line: Line | undefined): string {
    const text = this.fit(` ${line?.text ?? ""}`, this.style.columns - 2);
    return `${this.#box.v}${this.#paint(text, line)}${this.#box.v}`;
  }

  #paint(text: string, line: Line | undefined): string {
    if (line?.selected) return this.reverse(text);
    if (!this.style.colour || !line?.kind) return text;
    const code = { menu: 36, comment: 32, problem: 31 }[line.kind];
    return `\x1b[${code}m${text}\x1b[0m`;
  }

  buttons(state: ScreenState): string {
    const words = BUTTONS.map((name) => `< ${name} >`);
    const length = words.join("  ").length;
    const left = Math.max(0, Math.floor((this.style.columns - length) / 2));
    const shown = words.map((word, index) =>
      index === state.button && !state.dialog ? this.reverse(word) : word
    );
    if (length > this.style.columns) return this.fit(words.join(" "));
    const right = this.style.columns - left - length;
    return `${" ".repeat(left)}${shown.join("  ")}${" ".repeat(right)}`;
  }
}

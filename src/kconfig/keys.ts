/** A key as the menu knows it: a character, or one of these names. */
export type Key =
  | { readonly kind: "character"; readonly text: string }
  | {
    readonly kind: "named";
    readonly name:
      | "up"
      | "down"
      | "left"
      | "right"
      | "page up"
      | "page down"
      | "home"
      | "end"
      | "enter"
      | "escape"
      | "tab"
      | "backspace"
      | "delete"
      /** All before the cursor. */
      | "erase line"
      | "erase word"
      | "interrupt";
  };

type Name = Extract<Key, { kind: "named" }>["name"];

/** What terminals send (ECMA-48 and xterm's ctlseqs), in both cursor key modes; Ctrl keys as in shells. */
const SEQUENCES: Readonly<Record<string, Name>> = {
  "\x1b[A": "up",
  "\x1bOA": "up",
  "\x1b[B": "down",
  "\x1bOB": "down",
  "\x1b[C": "right",
  "\x1bOC": "right",
  "\x1b[D": "left",
  "\x1bOD": "left",
  "\x1b[5~": "page up",
  "\x1b[6~": "page down",
  "\x1b[H": "home",
  "\x1bOH": "home",
  "\x1b[1~": "home",
  "\x1b[7~": "home",
  "\x01": "home",
  "\x1b[F": "end",
  "\x1bOF": "end",
  "\x1b[4~": "end",
  "\x1b[8~": "end",
  "\x05": "end",
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x1b[3~": "delete",
  "\x15": "erase line",
  "\x17": "erase word",
  "\x03": "interrupt",
};

/** The keys in what was read from the terminal; sequences that mean nothing here are left out. */
export function decodeKeys(text: string): Key[] {
  const keys: Key[] = [];
  for (let rest = text; rest !== "";) {
    // deno-lint-ignore no-control-regex
    const sequence = /^\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)/.exec(rest)?.[0] ?? [...rest][0]!;
    rest = rest.slice(sequence.length);
    const name = sequence === "\x1b" ? "escape" : SEQUENCES[sequence];
    if (name) keys.push({ kind: "named", name });
    else if (!sequence.startsWith("\x1b") && sequence >= " ") {
      keys.push({ kind: "character", text: sequence });
    }
  }
  return keys;
}

/** Escape sequences around the parts of a report; empty ones for plain text. */
export interface Colours {
  readonly removed: string;
  readonly added: string;
  readonly commit: string;
  readonly heading: string;
  readonly end: string;
}

export const PLAIN: Colours = { removed: "", added: "", commit: "", heading: "", end: "" };

/** The colours of ECMA-48 (SGR): red, green, yellow, blue. */
export const COLOURED: Colours = {
  removed: "\x1b[31m",
  added: "\x1b[32m",
  commit: "\x1b[33m",
  heading: "\x1b[34m",
  end: "\x1b[0m",
};

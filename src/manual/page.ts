/** A page of the manual (section 1), whatever shows it. */
export interface Page {
  readonly title: string;
  /** One sentence without its full stop, as a list of pages has it. */
  readonly summary: string;
  readonly sections: readonly Section[];
}

/** What is explained, and how. */
export type Entry = readonly [head: string, text: string];

export type Section =
  | { readonly kind: "text"; readonly title: string; readonly text: string }
  /** A command line: the program, and what can stand behind it. */
  | {
    readonly kind: "synopsis";
    readonly title: string;
    readonly program: string;
    readonly words: readonly string[];
  }
  | { readonly kind: "list"; readonly title: string; readonly entries: readonly Entry[] }
  /** Other pages. */
  | { readonly kind: "pages"; readonly title: string; readonly names: readonly string[] };

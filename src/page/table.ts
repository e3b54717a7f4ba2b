import { type Html, markup, type Part } from "./markup.ts";

/** A row of a table, by its columns. */
export interface Row {
  readonly cells: readonly Part[];
  readonly id?: string;
}

/** A table whose first column names the row. On narrow screens each cell says its column. */
export function tableHtml(caption: string, columns: readonly string[], rows: readonly Row[]): Html {
  const heads = columns.map((column) => markup`<th scope="col">${column}</th>`);
  return markup`<table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.map((row) => rowHtml(columns, row))}</tbody>
</table>`;
}

function rowHtml(columns: readonly string[], { cells: [name, ...rest], id }: Row): Html {
  const anchor = id === undefined ? [] : markup` id="${id}"`;
  const cells = rest.map((cell, index) =>
    markup`<td data-label="${columns[index + 1]}">${cell}</td>`
  );
  return markup`<tr data-row${anchor}><th scope="row">${name}</th>${cells}</tr>\n`;
}

/** A part of the page with a heading, for the list of parts and for the search. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** How many rows it has. */
  readonly count: number;
  readonly content: Html;
}

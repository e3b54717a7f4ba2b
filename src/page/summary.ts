import { keyText } from "../config/value.ts";
import type { PageFacts } from "./facts.ts";
import { type Html, markup, type Part } from "./markup.ts";
import { dateHtml, valueText } from "./texts.ts";

/** What is built, and what of, in a few words. */
export function summaryHtml(facts: PageFacts): Html {
  const tiles: readonly (readonly [string, Part])[] = [
    ...["machine", "distro", "target", "task"].map((key) =>
      [key, markup`<code>${valuesOf(facts, key)}</code>`] as const
    ),
    ["repositories", facts.repos.length],
    ["layers", facts.layers.length],
    ...oldest(facts),
  ];
  const items = tiles.map(([name, value]) =>
    markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`
  );
  return markup`<dl class="tiles">\n${items}</dl>`;
}

function valuesOf({ values }: PageFacts, name: string): string {
  const found = values.find(({ key }) => key.length === 1 && keyText(key[0]!) === name)!;
  const { key, value } = found;
  return (Array.isArray(value) ? value : [value]).map((item) => valueText(key, item)).join(" ");
}

/** The commit that is the longest ago. */
function oldest({ repos }: PageFacts): (readonly [string, Part])[] {
  const dated = repos.flatMap(({ repo, date }) => date === undefined ? [] : [{ repo, date }])
    .toSorted((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
  const first = dated[0];
  return first
    ? [["oldest commit", markup`${dateHtml(first.date)} <small>${first.repo.name}</small>`]]
    : [];
}

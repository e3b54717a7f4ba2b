import { keyText } from "../config/value.ts";
import type { Explanation } from "../explain/explanation.ts";
import { includersText, originText } from "../explain/text.ts";
import type { PageFacts } from "./facts.ts";
import { type Html, markup } from "./markup.ts";
import { type Section, tableHtml } from "./table.ts";
import { valueText } from "./texts.ts";

/** Each value of the configuration, with where it comes from and what it overrides. */
export function valuesSection({ values, root }: PageFacts): Section {
  const rows = values.map((it) => ({
    cells: [markup`<code>${it.key.map(keyText).join(".")}</code>`, shown(it), origins(it, root)],
  }));
  return {
    id: "values",
    title: "Values",
    count: values.length,
    content: tableHtml("The configuration, all files merged", ["Key", "Value", "From"], rows),
  };
}

function shown({ key, value }: Explanation): Html {
  return markup`<pre>${valueText(key, value)}</pre>`;
}

function origins({ key, origin, chain, overridden, mirrors }: Explanation, root: string): Html {
  const placed = (text: string) => markup`<span class="origin">${text}</span>`;
  const includers = includersText(chain, root);
  const lost = overridden.map((other) =>
    markup`<li>overrides <code>${valueText(key, other.value)}</code> of ${
      placed(originText(other.origin, key, root))
    }</li>\n`
  );
  return markup`${placed(originText(origin, key, root))}${
    includers === "" ? [] : markup`<br>${placed(includers)}`
  }${lost.length === 0 ? [] : markup`<ul class="overridden">\n${lost}</ul>`}${
    mirrors.map((url) => markup`<br>a mirror is asked first: <code>${valueText(key, url)}</code>`)
  }`;
}

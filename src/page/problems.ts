import type { Finding, Level } from "../check/finding.ts";
import { oneLine } from "../check/text.ts";
import { placeText } from "../explain/text.ts";
import type { PageFacts } from "./facts.ts";
import { type Html, markup } from "./markup.ts";
import { diskFindings } from "./repo_state.ts";
import type { Section } from "./table.ts";
import { badge, type Tone } from "./texts.ts";

const TONES: Readonly<Record<Level, Tone>> = { info: "plain", warning: "warn", error: "bad" };

/** What is wrong or doubtful with the project, and with what is on disk of it. */
export function problemsSection({ findings, repos, root }: PageFacts): Section {
  const all = [...findings, ...diskFindings(repos)];
  const content = all.length === 0
    ? markup`<p>There is nothing to warn of.</p>`
    : markup`<ul class="notes">\n${all.map((finding) => itemHtml(finding, root))}</ul>`;
  return { id: "problems", title: "Problems", count: all.length, content };
}

function itemHtml({ level, message, place }: Finding, root: string): Html {
  const origin = place && markup` <span class="origin">${placeText(place, root)}</span>`;
  return markup`<li data-row>${badge(TONES[level], level)} <span class="message">${
    oneLine(message)
  }${origin}</span></li>\n`;
}

import { createHash } from "node:crypto";
import { displayPath } from "../base/problem.ts";
import type { PageFacts } from "./facts.ts";
import { filesSection } from "./files.ts";
import { Html, markup } from "./markup.ts";
import { layersSection } from "./layers.ts";
import { patchesSection } from "./patches.ts";
import { pictureHtml } from "./picture.ts";
import { problemsSection } from "./problems.ts";
import { repositoriesSection } from "./repositories.ts";
import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";
import { summaryHtml } from "./summary.ts";
import type { Section } from "./table.ts";
import { valuesSection } from "./values.ts";

/**
 * The project as one page of HTML that loads nothing: the same facts give the same bytes. What
 * others wrote is text in it, and its policy (https://www.w3.org/TR/CSP3/) lets no other style or
 * script have effect than its own.
 */
export function reportPage(facts: PageFacts): string {
  const title = facts.topPaths.map((path) => displayPath(path, facts.root)).join(":");
  const sections = [
    problemsSection(facts),
    repositoriesSection(facts),
    layersSection(facts),
    ...(facts.patches.length > 0 ? [patchesSection(facts)] : []),
    filesSection(facts),
    valuesSection(facts),
  ];
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} – kas report</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="kind">kas report</p>
<h1>${title}</h1>
${summaryHtml(facts)}
</header>
${navigation(sections)}
<main id="main">
${pictureSection(facts)}
${sections.map(sectionHtml)}
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.text;
}

function navigation(sections: readonly Section[]): Html {
  const items = sections.map(({ id, title, count }) =>
    markup`<li><a href="#${id}">${title} ${countHtml(count)}</a></li>\n`
  );
  return markup`<nav aria-label="Parts of the page">
<ul>
<li><a href="#picture">Picture</a></li>
${items}</ul>
<form role="search" id="search" hidden>
<label for="words">Search</label>
<input id="words" type="search" autocomplete="off" spellcheck="false" placeholder="Search (/)">
<output id="found" for="words"></output>
</form>
</nav>`;
}

function pictureSection(facts: PageFacts): Html {
  return markup`<section id="picture" aria-labelledby="picture-title">
<h2 id="picture-title">Picture</h2>
<p class="muted">Project files and what they include on the left; on the right the repositories
that they tell of, with their layers and the layers’ priorities.</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="picture-title">
${pictureHtml(facts)}
</div>
</section>`;
}

function sectionHtml({ id, title, count, content }: Section): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title" data-list>
<h2 id="${id}-title">${title} ${countHtml(count)}</h2>
${content}
</section>
`;
}

const countHtml = (count: number) => markup`<span class="count">${count}</span>`;

/** Nothing is loaded, sent or framed; of styles and scripts, only the page's own. */
function policy(): string {
  return [
    "default-src 'none'",
    `style-src ${digest(STYLE)}`,
    `script-src ${digest(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

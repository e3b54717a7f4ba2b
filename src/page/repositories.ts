import { displayPath } from "../base/problem.ts";
import { originText } from "../explain/text.ts";
import { isManaged, wantedRef } from "../repo/repo.ts";
import type { PageFacts, PageRepo } from "./facts.ts";
import { type Html, markup } from "./markup.ts";
import { diskStates, pinState } from "./repo_state.ts";
import { type Section, tableHtml } from "./table.ts";
import { badge, dateHtml } from "./texts.ts";

const unknown = markup`<span class="muted">not known</span>`;

/** Each repository: where it comes from, what it is pinned to and by whom, and how old that is. */
export function repositoriesSection(facts: PageFacts): Section {
  const { repos } = facts;
  const columns = ["Repository", "Pinned to", "Commit", "Committed"];
  const rows = repos.map((it, index) => ({
    id: `repo-${index}`,
    cells: [
      nameHtml(facts, it),
      pinHtml(facts, it),
      it.commit === undefined ? unknown : markup`<code class="id">${it.commit}</code>`,
      it.date === undefined ? unknown : dateHtml(it.date),
    ],
  }));
  return {
    id: "repositories",
    title: "Repositories",
    count: repos.length,
    content: tableHtml("Repositories of the project, in its order", columns, rows),
  };
}

function nameHtml({ root }: PageFacts, it: PageRepo): Html {
  const { repo, url, present } = it;
  const id = repo.name === repo.id ? [] : [markup`<span class="muted">${repo.id}</span> `];
  const states = diskStates(it).map((state) => badge(present ? "warn" : "bad", state));
  const from = url === undefined ? [] : [markup`<br><code>${url}</code>`];
  const path = repo.path === root ? "." : displayPath(repo.path, root);
  return markup`<strong>${repo.name}</strong> ${id}${states}${from}
<br><span class="muted">in <code>${path}</code></span>`;
}

function pinHtml({ root }: PageFacts, it: PageRepo): Html {
  const { repo, pin } = it;
  const { tone, text } = pinState(it);
  const named = repo.commit === null ? wantedRef(repo) : repo.tag ?? repo.branch;
  const ref = isManaged(repo) && named !== null ? [markup` <code>${named}</code>`] : [];
  const signed = repo.allowedSigners ? [markup` ${badge("good", "signed")}`] : [];
  const origin = pin &&
    markup`<br><span class="origin">${originText(pin.origin, pin.key, root)}</span>`;
  return markup`${badge(tone, text)}${ref}${signed}${origin}`;
}

import type { Check } from "./facts.ts";
import { ok, problem } from "./finding.ts";
import { asRoot, install } from "./remedies.ts";

const CHECK = "locale";

/** bitbake switches to en_US.UTF-8, and stops where there is none. Containers have their own. */
export const checkLocale: Check = (facts, { engine }) => {
  const { locales, distribution } = facts;
  if (engine.kind !== "none" || locales === undefined) return [];
  if (locales.some((name) => /^en_US\.utf-?8$/i.test(name))) return [ok(CHECK, "en_US.UTF-8")];
  const debian = distribution.bases.includes("debian");
  const packages = install(facts, { debian: "locales", fedora: "glibc-langpack-en" });
  const generate = asRoot(facts, "localedef -i en_US -f UTF-8 en_US.UTF-8");
  const remedy = debian ? `${packages} && ${generate}` : packages;
  return [problem(CHECK, "bitbake needs the locale en_US.UTF-8", remedy)];
};

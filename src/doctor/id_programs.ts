import type { Check } from "./facts.ts";
import { ok } from "./finding.ts";
import { hindrance, namespaceUse } from "./namespace_use.ts";
import { asRoot, install } from "./remedies.ts";

const CHECK = "newuidmap";
const PACKAGES = { debian: "uidmap", fedora: "shadow-utils" };

/** newuidmap and newgidmap are there, and may set ids. */
export const checkIdPrograms: Check = (facts, mode) => {
  const use = namespaceUse(facts, mode);
  if (use === "none") return [];
  const { newuidmap, newgidmap } = facts.idPrograms;
  const programs = { newuidmap, newgidmap };
  const names = Object.keys(programs) as (keyof typeof programs)[];
  const missing = names.filter((name) => programs[name] === undefined);
  if (missing.length > 0) {
    const message = `${missing.join(" and ")} not installed`;
    return [hindrance(use, CHECK, message, install(facts, PACKAGES))];
  }
  // Root may set ids anyway.
  const weak = facts.uid === 0 ? [] : names.filter((name) => !programs[name]!.powerful);
  if (weak.length > 0) {
    const paths = weak.map((name) => programs[name]!.path);
    const message = `${paths.join(" and ")} may not set ids: neither setuid nor capabilities`;
    const give = `chown root: ${paths.join(" ")} && ${asRoot(facts, "chmod")} 4755`;
    const remedy = asRoot(facts, `${give} ${paths.join(" ")}`);
    return [hindrance(use, CHECK, message, remedy)];
  }
  return [ok(CHECK, `${newuidmap!.path} and ${newgidmap!.path}`)];
};

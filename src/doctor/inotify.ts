import type { Check } from "./facts.ts";
import { type Finding, ok, warning } from "./finding.ts";
import { setSysctl } from "./remedies.ts";

const CHECK = "inotify";
/** bitbake's server watches each directory of the layers; editors want some, too. */
const ENOUGH = {
  "fs.inotify.max_user_watches": { least: 16384, better: 524288 },
  "fs.inotify.max_user_instances": { least: 128, better: 512 },
} as const;

/** The limits that bitbake meets as "No space left on device". */
export const checkInotify: Check = (facts) => {
  const names = Object.keys(ENOUGH) as (keyof typeof ENOUGH)[];
  const low = names.flatMap((name): Finding[] => {
    const value = facts.sysctls[name];
    const { least, better } = ENOUGH[name];
    if (value === undefined || value >= least) return [];
    return [warning(CHECK, `${name}=${value} is little`, setSysctl(facts, name, better))];
  });
  const watches = facts.sysctls["fs.inotify.max_user_watches"];
  if (low.length > 0) return low;
  return watches === undefined ? [] : [ok(CHECK, `${watches} watches`)];
};

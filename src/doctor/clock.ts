import type { Check } from "./facts.ts";
import { ok, problem, warning } from "./finding.ts";
import { asRoot } from "./remedies.ts";

const CHECK = "clock";
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A clock before the system's newest file is wrong: make, apt and TLS go by it. */
export const checkClock: Check = (facts) => {
  const { now, newest } = facts;
  const behind = newest === undefined ? 0 : newest.modified.getTime() - now.getTime();
  if (behind < MINUTE) return [ok(CHECK, now.toISOString())];
  const message = `the clock says ${now.toISOString()}, but ${newest!.path} was changed at ` +
    newest!.modified.toISOString();
  const remedy = asRoot(facts, "timedatectl set-ntp true");
  return [(behind > DAY ? problem : warning)(CHECK, message, remedy)];
};

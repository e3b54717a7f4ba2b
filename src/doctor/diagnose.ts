import { checkBinfmt } from "./binfmt.ts";
import { checkClock } from "./clock.ts";
import { checkContainer } from "./container.ts";
import { checkDirectories } from "./directories.ts";
import { checkEngine } from "./engine.ts";
import type { Check, HostFacts, Mode } from "./facts.ts";
import { type Finding, ok, problem } from "./finding.ts";
import { checkIdPrograms } from "./id_programs.ts";
import { checkInotify } from "./inotify.ts";
import { checkLocale } from "./locale.ts";
import { checkPrivilege } from "./privilege.ts";
import { checkPrograms } from "./programs.ts";
import { checkProxy } from "./proxy.ts";
import { checkStorage } from "./storage.ts";
import { checkSubordinateRanges } from "./subordinate_range.ts";
import { checkUser } from "./user.ts";
import { checkUserNamespaces } from "./user_namespaces.ts";

/** All checks, in the order of the report: what others rest upon comes first. */
const CHECKS: readonly Check[] = [
  checkUser,
  checkBinfmt,
  checkIdPrograms,
  checkSubordinateRanges,
  checkUserNamespaces,
  checkEngine,
  checkPrivilege,
  checkStorage,
  checkContainer,
  checkPrograms,
  checkLocale,
  checkDirectories,
  checkInotify,
  checkProxy,
  checkClock,
];

/** What is well and what is not for one way of building; the verdict comes last. */
export function diagnose(facts: HostFacts, mode: Mode): readonly Finding[] {
  const findings = CHECKS.flatMap((check) => check(facts, mode));
  return [...findings, verdict(mode, findings)];
}

function verdict({ buildSystem }: Mode, findings: readonly Finding[]): Finding {
  const counted = (level: Finding["level"]) => findings.filter((each) => each.level === level);
  const [problems, warnings] = [counted("problem"), counted("warning")];
  if (problems.length === 0) {
    const though = warnings.length === 0 ? "" : `, with ${plural(warnings.length, "warning")}`;
    return ok(buildSystem, `works here${though}`);
  }
  const message = `does not work here: ${plural(problems.length, "problem")}`;
  return problem(buildSystem, message, "mend what is told above");
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Whether this way of building works, by its verdict. */
export function works(findings: readonly Finding[]): boolean {
  return findings.at(-1)?.level !== "problem";
}

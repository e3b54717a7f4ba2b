import { redactSecrets } from "../base/credentials.ts";
import { printableLine } from "../base/printable.ts";
import type { BuildSystem } from "../config/config.ts";
import type { Value } from "../config/value.ts";
import { jsonDocument } from "../config/write_json.ts";
import type { Finding } from "./finding.ts";

/** What was found for one build system. */
export interface Diagnosis {
  readonly buildSystem: BuildSystem;
  readonly findings: readonly Finding[];
}

/** A finding, and the build systems that it is about. */
interface Shared extends Finding {
  readonly modes: readonly BuildSystem[];
}

/** Each finding once, those of all build systems in the order of the checks, verdicts last. */
function shared(diagnoses: readonly Diagnosis[]): Shared[] {
  const byText = new Map<string, Shared>();
  for (const { buildSystem, findings } of diagnoses) {
    for (const finding of findings) {
      const key = JSON.stringify(finding);
      const modes = [...byText.get(key)?.modes ?? [], buildSystem];
      byText.set(key, { ...finding, message: redactSecrets(finding.message), modes });
    }
  }
  // The last has nearly all checks.
  const order = diagnoses.toReversed().flatMap(({ findings }) =>
    findings.slice(0, -1).map(({ check }) => check)
  );
  const place = ({ check }: Finding) => {
    const at = order.indexOf(check);
    return at < 0 ? Infinity : at;
  };
  return [...byText.values()].sort((one, other) => compare(place(one), place(other)));
}

const compare = (one: number, other: number) => one === other ? 0 : one < other ? -1 : 1;

/** A line for each finding; which build systems one is about, where it is not about all. */
export function reportText(diagnoses: readonly Diagnosis[]): string {
  return shared(diagnoses).map(({ check, level, message, remedy, modes }) => {
    const about = modes.length === diagnoses.length || modes.some((mode) => mode === check)
      ? ""
      : ` [${modes.join(", ")}]`;
    const mend = remedy === undefined
      ? ""
      : `${message.endsWith(".") ? "" : "."} Remedy: ${remedy}`;
    return `${printableLine(`${level.padEnd(8)} ${check}${about}: ${message}${mend}`)}\n`;
  }).join("");
}

/** A list of findings, each with the build systems that it is about. */
export function reportJson(diagnoses: readonly Diagnosis[]): string {
  const list = shared(diagnoses).map(({ check, level, message, remedy, modes }) =>
    new Map<string, Value>([
      ["check", check],
      ["level", level],
      ["message", message],
      ["remedy", remedy ?? null],
      ["modes", [...modes]],
    ])
  );
  return jsonDocument(list);
}

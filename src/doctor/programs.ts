import type { BuildSystem } from "../config/config.ts";
import type { Check } from "./facts.ts";
import { ok, problem, warning } from "./finding.ts";
import { install, type Packages } from "./remedies.ts";

const CHECK = "programs";

/** A program that builds need, and the packages it is in. */
interface Needed extends Packages {
  readonly program: string;
}

const both = (program: string, name = program): Needed => ({ program, debian: name, fedora: name });

/** kas itself, and bitbake. */
const ALWAYS = [both("git"), both("python3")];

/** What OpenEmbedded-Core's sanity check and HOSTTOOLS demand, beyond what every system has. */
const OPENEMBEDDED: readonly Needed[] = [
  { program: "g++", debian: "build-essential", fedora: "gcc-c++" },
  { program: "gcc", debian: "build-essential", fedora: "gcc" },
  { program: "make", debian: "build-essential", fedora: "make" },
  ...["chrpath", "cpio", "diffstat", "file", "gawk", "patch", "perl", "wget", "bzip2", "zstd"]
    .map((name) => both(name)),
  { program: "lz4", debian: "lz4", fedora: "lz4" },
  { program: "rpcgen", debian: "rpcsvc-proto", fedora: "rpcgen" },
  { program: "xz", debian: "xz-utils", fedora: "xz" },
];

/** Isar's own tools; which of them depends on its version and on what is built. */
const ISAR: readonly Needed[] = [both("mmdebstrap"), both("sbuild"), both("reprepro")];

const neededBy = (buildSystem: BuildSystem) => [
  ...ALWAYS,
  ...buildSystem === "openembedded" ? OPENEMBEDDED : ISAR,
];

/** The names of all programs that are looked for. */
export const SOUGHT: readonly string[] = [...ALWAYS, ...OPENEMBEDDED, ...ISAR]
  .map(({ program }) => program);

/** The programs that a build without a container needs; images have them. */
export const checkPrograms: Check = (facts, { buildSystem, engine }) => {
  if (engine.kind !== "none") return [];
  const missing = neededBy(buildSystem).filter(({ program }) => !facts.programs.has(program));
  if (missing.length === 0) return [ok(CHECK, "all there that are looked for")];
  const names = (family: keyof Packages) =>
    [...new Set(missing.map((needed) => needed[family]))].join(" ");
  const remedy = install(facts, { debian: names("debian"), fedora: names("fedora") });
  const message = `not installed: ${missing.map(({ program }) => program).join(", ")}`;
  const fatal = missing.some((needed) => !ISAR.includes(needed));
  return [(fatal ? problem : warning)(CHECK, message, remedy)];
};

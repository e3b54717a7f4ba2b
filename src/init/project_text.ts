import { printableLine } from "../base/printable.ts";
import { FORMAT_VERSIONS } from "../config/format_versions.ts";
import { plainType } from "../config/yaml_scalar.ts";
import { type FirstProject, missingText, type ProjectRepo } from "./project.ts";

/** A first project file. */
export function projectText(project: FirstProject): string {
  const { buildSystem, machine, machines, distro, distros, target, targets, repos } = project;
  const isIsar = buildSystem !== "openembedded";
  return [
    "# What kas clones and builds here: kas build kas.yml",
    "# The values below are what lay here, or a start: change what is not right.",
    "header:",
    `  version: ${FORMAT_VERSIONS.last}`,
    "",
    ...isIsar
      ? [
        "# Or isar-rootless, if this release of isar can do without root.",
        `build_system: ${buildSystem}`,
      ]
      : [],
    ...setting("machine", machine, machines),
    ...setting("distro", distro, distros),
    ...setting("target", target, targets),
    "",
    ...missingLines(project),
    ...repos.length === 0 ? [] : ["repos:", ...repos.flatMap(repoLines)],
    "",
    "# Lines for bitbake's local.conf, as many texts as you like.",
    "#local_conf_header:",
    "#  mine: |",
    isIsar ? '#    IMAGE_PREINSTALL:append = " vim"' : '#    EXTRA_IMAGE_FEATURES = "debug-tweaks"',
    "",
  ].join("\n");
}

function setting(key: string, value: string, others: readonly string[]): string[] {
  const there = others.length === 0 ? [] : [comment(`Others: ${others.join(", ")}`)];
  return [...there, `${key}: ${scalar(value)}`];
}

function missingLines({ missing, leftOut }: FirstProject): string[] {
  return [
    ...missing.map((needed) => comment(missingText(needed))),
    ...leftOut.map((path) => comment(`Left out, as bitbake cannot have its path: ${path}`)),
  ];
}

function repoLines(repo: ProjectRepo): string[] {
  const { id, note, url, path, branch, commit, layers, others } = repo;
  const lines = [
    ...Object.entries({ url, path, branch, commit })
      .flatMap(([key, value]) => value === undefined ? [] : [`${key}: ${scalar(value)}`]),
    ...layers === undefined
      ? []
      : layers.length === 0
      ? ["layers:", "  bitbake: disabled"]
      : ["layers:", ...layers.map((layer) => `  ${scalar(layer)}:`)],
    ...others.length === 0 ? [] : [`  ${comment(`layers, too: ${others.join(", ")}`)}`],
  ];
  return [
    ...note === "" ? [] : [`  ${comment(note)}`],
    `  ${scalar(id)}:${lines.length === 0 ? " {}" : ""}`,
    ...lines.map((line) => `    ${line}`),
  ];
}

const comment = (text: string) => `# ${printableLine(text)}`;

/** Words that YAML takes as they are, whatever follows or stands before. */
const PLAIN = /^[A-Za-z0-9_./](?:[\w./@+~-]|:(?!$|\s))*$/;

/** A text on one line of YAML, in quotes unless it is plain. */
function scalar(text: string): string {
  return PLAIN.test(text) && plainType(text) === "str" ? text : JSON.stringify(text);
}

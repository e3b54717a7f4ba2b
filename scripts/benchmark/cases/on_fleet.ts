import type { Case } from "../case.ts";
import { inOwnDirectories, type Work } from "../contest.ts";
import { type Fleet, sourcesOf } from "../projects/fleet.ts";
import { type Pin, repoProject } from "../projects/repos.ts";

/** What both programs do with the repositories of a fleet. */
export interface FleetWork extends Pick<Work, "args" | "before"> {
  /** How each project file pins the repositories: name → pin. */
  readonly files: Readonly<Record<string, Pin>>;
  /** So many of the repositories, all by default. */
  readonly most?: number;
}

/** A case of many repositories, which the first of its kind makes. */
export function onFleet(
  fleet: Fleet,
  { files, most, ...work }: FleetWork,
  figures: Omit<Case, "prepare">,
): Case {
  return {
    ...figures,
    async prepare(setting) {
      const sources = (await sourcesOf(fleet, setting)).slice(0, most);
      const texts = Object.entries(files).map(([name, pin]) => [name, repoProject(sources, pin)]);
      return inOwnDirectories(setting, {
        ...work,
        place: fleet.name,
        files: Object.fromEntries(texts),
      });
    },
  };
}

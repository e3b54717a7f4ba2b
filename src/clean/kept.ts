import { isWithin } from "./is_within.ts";

/** Something that could have been removed and stays, and why. */
export interface Kept {
  readonly path: string;
  readonly reasons: readonly string[];
  /** Whether `--force` removes it. */
  readonly byForce: boolean;
}

/** Repositories that could be removed, and those of them that are not kas's alone. */
export interface JudgedRepos {
  /** Real paths: work trees, and copies in KAS_REPO_REF_DIR. */
  readonly repos: readonly string[];
  readonly kept: readonly Kept[];
}

/** What may be removed without taking something along that is kept. */
export function spare(paths: readonly string[], kept: readonly Kept[]): string[] {
  return paths.filter((path) => !kept.some((each) => isWithin(each.path, path)));
}

/** What is kept only because something in it is. */
export function keptAround(paths: readonly string[], kept: readonly Kept[]): Kept[] {
  return paths.filter((path) => !kept.some((each) => each.path === path)).flatMap((path) => {
    const inner = kept.find((each) => isWithin(each.path, path));
    return inner ? [{ path, reasons: [`it holds ${inner.path}`], byForce: inner.byForce }] : [];
  });
}

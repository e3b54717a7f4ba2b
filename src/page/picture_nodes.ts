import { displayPath } from "../base/problem.ts";
import { printableLine } from "../base/printable.ts";
import type { TreeFile } from "../explain/include_tree.ts";
import { isManaged, wantedRef } from "../repo/repo.ts";
import type { PageFacts, PageRepo } from "./facts.ts";
import type { FileNode, RepoNode } from "./picture_layout.ts";
import { diskStates, pinState } from "./repo_state.ts";
import { counted } from "./texts.ts";

/** A file in the picture, with what it is known by. */
export interface NamedFile extends FileNode {
  readonly path: string;
  readonly again: boolean;
}

/** The files in the order of their tree. */
export function fileNodes({ files, root }: PageFacts): NamedFile[] {
  const nodes: NamedFile[] = [];
  const add = (file: TreeFile, level: number): void => {
    const remark = [
      file.repo,
      file.lockfile ? "lockfile" : undefined,
      file.again ? "see above" : undefined,
    ].filter((word) => word !== undefined).map((word) => `· ${printableLine(word)}`).join(" ");
    const name = printableLine(displayPath(file.path, root));
    nodes.push({ path: file.path, name, remark, level, again: file.again });
    for (const inner of file.before) add(inner, level + 1);
  };
  for (const file of files) add(file, 0);
  return nodes;
}

/** A repository beside the file that its URL is from, or else its entry. */
export function repoNode(
  { layers }: PageFacts,
  it: PageRepo,
  files: readonly NamedFile[],
): RepoNode {
  const { repo } = it;
  const place = repo.at("url").place ?? repo.at().place;
  const file = files.findIndex(({ path, again }) => path === place?.file && !again);
  const ref = isManaged(repo) ? wantedRef(repo) : null;
  const pin = ref === null || repo.commit !== null ? [] : [ref];
  const commit = it.commit ?? repo.commit ?? undefined;
  const remark = [
    pinState(it).text,
    ...pin,
    ...(commit === undefined ? [] : [commit.slice(0, 12)]),
    ...(it.date === undefined ? [] : [it.date.slice(0, 10)]),
    ...(repo.patches.length === 0 ? [] : [counted(repo.patches.length, "patch", "patches")]),
    ...diskStates(it),
  ];
  return {
    name: printableLine(repo.name),
    remark: printableLine(remark.join(" · ")),
    file: Math.max(file, 0),
    layers: layers.filter((layer) => layer.repo === repo.id).map(({ layer, collections }) => ({
      name: printableLine(layer.name.replace(/^\.?$/, () => repo.name)),
      priority: printableLine(collections.map(({ priority }) => priority ?? "–").join(" ")),
    })),
  };
}

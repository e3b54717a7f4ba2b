import { columnsOf, endOf, startOf } from "../base/columns.ts";

/** A file in the picture: those which it includes follow it, one level deeper. */
export interface FileNode {
  readonly name: string;
  /** What is told behind the name. */
  readonly remark: string;
  readonly level: number;
}

/** A repository in the picture, beside the file that tells of it. */
export interface RepoNode {
  readonly name: string;
  readonly remark: string;
  /** Index of the file. */
  readonly file: number;
  readonly layers: readonly { readonly name: string; readonly priority: string }[];
}

/** A place in the picture, in pixels from its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A name that is cut to fit, and the place for it. */
export interface Labelled extends Box {
  readonly label: string;
}

export interface PlacedRepo extends Labelled {
  readonly remark: string;
  readonly chips: readonly (Labelled & { readonly priority: string })[];
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly files: readonly (Labelled & { readonly remark: string })[];
  readonly repos: readonly PlacedRepo[];
  /** Lines of right angles: from a file to what it includes, and to its repositories. */
  readonly lines: readonly (readonly (readonly [x: number, y: number])[])[];
}

/** Width of a letter of the two sizes that are used; all letters are as wide as each other. */
export const LETTER = 7.3;
export const SMALL_LETTER = 6.7;

const INDENT = 22;
const FILE = { height: 28, gap: 8, most: 38 };
const GUTTER = 56;
const REPO = { width: 620, head: 50, gap: 12, pad: 12, most: 40, mostRemark: 86 };
const CHIP = { height: 22, gap: 6, pad: 8, most: 44 };

/**
 * Places files as a tree on the left and each file's repositories on its right, in their order.
 * A file with repositories begins where those of the files above have ended, so that no line
 * crosses another one. What is placed depends on nothing but the nodes.
 */
export function layOut(files: readonly FileNode[], repos: readonly RepoNode[]): Picture {
  const shown = files.map((file) => fileLabel(file));
  const left = shown.reduce((most, { x, width }) => Math.max(most, x + width), 0);
  const column = left + GUTTER;
  const placedFiles: (Labelled & { readonly remark: string })[] = [];
  const placedRepos: PlacedRepo[] = [];
  const lines: [number, number][][] = [];
  let [fileY, repoY] = [0, 0];
  for (const [index, file] of shown.entries()) {
    const own = repos.filter((repo) => repo.file === index);
    const y = own.length > 0 ? Math.max(fileY, repoY) : fileY;
    placedFiles.push({ ...file, y });
    fileY = y + FILE.height + FILE.gap;
    const middle = y + FILE.height / 2;
    for (const repo of own) {
      repoY = Math.max(repoY, y);
      const placed = placeRepo(repo, column, repoY);
      placedRepos.push(placed);
      const to = placed.y + FILE.height / 2;
      const bus = left + GUTTER / 2;
      lines.push([[file.x + file.width, middle], [bus, middle], [bus, to], [column, to]]);
      repoY += placed.height + REPO.gap;
    }
  }
  lines.push(...includeLines(files, placedFiles));
  return {
    width: column + REPO.width,
    height: Math.max(fileY - FILE.gap, repoY - REPO.gap, 0),
    files: placedFiles,
    repos: placedRepos,
    lines,
  };
}

function fileLabel({ name, remark, level }: FileNode) {
  const label = columnsOf(name) > FILE.most ? `…${endOf(name, FILE.most - 1)}` : name;
  const told = cut(remark, FILE.most);
  const letters = columnsOf(label) * LETTER +
    (told === "" ? 0 : (columnsOf(told) + 1) * SMALL_LETTER);
  return {
    label,
    remark: told,
    x: level * INDENT,
    y: 0,
    width: Math.ceil(letters) + 20,
    height: FILE.height,
  };
}

/** From each file down its left side to what it includes. */
function includeLines(files: readonly FileNode[], placed: readonly Box[]): [number, number][][] {
  const lines: [number, number][][] = [];
  const above: number[] = [];
  for (const [index, { level }] of files.entries()) {
    above.length = level;
    const parent = above.at(-1);
    above.push(index);
    if (parent === undefined) continue;
    const [from, to] = [placed[parent]!, placed[index]!];
    const x = from.x + INDENT / 2;
    const y = to.y + to.height / 2;
    lines.push([[x, from.y + from.height], [x, y], [to.x, y]]);
  }
  return lines;
}

function placeRepo(repo: RepoNode, x: number, y: number): PlacedRepo {
  const chips: (Labelled & { priority: string })[] = [];
  const end = x + REPO.width - REPO.pad;
  let [chipX, chipY] = [x + REPO.pad, y + REPO.head];
  for (const { name, priority } of repo.layers) {
    const label = columnsOf(name) > CHIP.most ? `…${endOf(name, CHIP.most - 1)}` : name;
    const told = cut(priority, 12);
    const letters = columnsOf(label) + (told === "" ? 0 : columnsOf(told) + 2);
    const width = Math.ceil(letters * SMALL_LETTER) + 2 * CHIP.pad;
    if (chipX + width > end && chipX > x + REPO.pad) {
      chipX = x + REPO.pad;
      chipY += CHIP.height + CHIP.gap;
    }
    chips.push({ label, priority: told, x: chipX, y: chipY, width, height: CHIP.height });
    chipX += width + CHIP.gap;
  }
  const bottom = chips.length === 0 ? y + REPO.head : chipY + CHIP.height + REPO.pad;
  return {
    label: cut(repo.name, REPO.most),
    remark: cut(repo.remark, REPO.mostRemark),
    x,
    y,
    width: REPO.width,
    height: bottom - y,
    chips,
  };
}

function cut(text: string, most: number): string {
  return columnsOf(text) > most ? `${startOf(text, most - 1)}…` : text;
}

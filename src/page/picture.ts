import { columnsOf } from "../base/columns.ts";
import type { PageFacts, PageRepo } from "./facts.ts";
import { type Html, markup } from "./markup.ts";
import { type Band, bandsOf, crosses } from "./picture_bands.ts";
import {
  type Box,
  layOut,
  LETTER,
  type Picture,
  type PlacedRepo,
  SMALL_LETTER,
} from "./picture_layout.ts";
import { fileNodes, repoNode } from "./picture_nodes.ts";
import { pinState } from "./repo_state.ts";
import { counted } from "./texts.ts";

/** Files and repositories as a picture; what it tells stands in words elsewhere on the page. */
export function pictureHtml(facts: PageFacts): Html {
  const files = fileNodes(facts);
  const repos = facts.repos.map((repo) => repoNode(facts, repo, files));
  const order = repos.map((_, index) => index).toSorted((a, b) => repos[a]!.file - repos[b]!.file);
  const picture = layOut(files, order.map((index) => repos[index]!));
  const anchors = new Map(picture.repos.map((placed, at) => [placed, order[at]!]));
  const bands = bandsOf(picture).map((band) => bandHtml(picture, band, anchors, facts.repos));
  const told = `Picture of ${counted(files.length, "project file")} and ${
    counted(repos.length, "repository", "repositories")
  }, as listed below`;
  return markup`<div class="picture" role="img" aria-label="${told}">${bands}</div>`;
}

function bandHtml(
  picture: Picture,
  band: Band,
  anchors: ReadonlyMap<PlacedRepo, number>,
  repos: readonly PageRepo[],
): Html {
  const { top, bottom } = band;
  const height = bottom - top;
  const inBand = <T extends Box>(boxes: readonly T[]) =>
    boxes.filter(({ y }) => y >= top && y < bottom);
  const lines = picture.lines.filter((line) => crosses(band, line));
  const [left, width] = [-1, picture.width + 2];
  const shape = `${left} ${top - 1} ${width} ${height + 2}`;
  const repoBoxes = inBand(picture.repos).map((placed) => {
    const index = anchors.get(placed)!;
    return repoHtml(placed, index, repos[index]!);
  });
  return markup`<svg viewBox="${shape}" width="${width}" height="${height + 2}">
${lines.map(lineHtml)}${inBand(picture.files).map(fileHtml)}${repoBoxes}</svg>
`;
}

function lineHtml(line: Picture["lines"][number]): Html {
  return markup`<polyline points="${line.map((point) => point.join()).join(" ")}"/>\n`;
}

function fileHtml(file: Picture["files"][number]): Html {
  const { x, y, label, remark } = file;
  const behind = x + 10 + columnsOf(label) * LETTER + SMALL_LETTER;
  return markup`<g class="file" data-box>${rectHtml(file, 6)}${
    textHtml("name", x + 10, y + 18, label)
  }${textHtml("remark", behind, y + 18, remark)}</g>\n`;
}

function repoHtml(placed: PlacedRepo, index: number, it: PageRepo): Html {
  const { x, y, height, label, remark, chips } = placed;
  const kind = `repo ${pinState(it).tone} ${it.present ? "present" : "absent"}`;
  return markup`<a href="#repo-${index}" tabindex="-1" class="${kind}" data-box>
${rectHtml(placed, 8)}
<rect class="edge" x="${x}" y="${y + 8}" width="4" height="${height - 16}"/>
${textHtml("name strong", x + 14, y + 20, label)}${textHtml("remark", x + 14, y + 38, remark)}
${chips.map(chipHtml)}</a>
`;
}

function chipHtml(chip: PlacedRepo["chips"][number]): Html {
  const { x, y, label, priority } = chip;
  const behind = x + 8 + (columnsOf(label) + 2) * SMALL_LETTER;
  return markup`<g class="chip">${rectHtml(chip, 11)}${textHtml("small", x + 8, y + 15, label)}${
    textHtml("small prio", behind, y + 15, priority)
  }</g>\n`;
}

function rectHtml({ x, y, width, height }: Box, round: number): Html {
  return markup`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}"/>`;
}

function textHtml(kind: string, x: number, y: number, text: string): Html {
  if (text === "") return markup``;
  return markup`<text class="${kind}" x="${Math.round(x)}" y="${y}">${text}</text>`;
}

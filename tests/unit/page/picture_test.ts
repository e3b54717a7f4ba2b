import assert from "node:assert/strict";
import { bandsOf } from "../../../src/page/picture_bands.ts";
import {
  type Box,
  type FileNode,
  layOut,
  type RepoNode,
} from "../../../src/page/picture_layout.ts";

/** Files in a tree, and repositories with layers, as a number says. */
function project(seed: number): { files: FileNode[]; repos: RepoNode[] } {
  const files: FileNode[] = [];
  for (let index = 0; index <= seed % 9; index++) {
    const level = index === 0 ? 0 : 1 + (index * seed) % ((files.at(-1)?.level ?? 0) + 1);
    const name = "dir/".repeat(index * seed % 12) + `file${index}.yml`;
    files.push({ name, remark: index % 3 === 0 ? "· meta-x" : "", level });
  }
  const repos = Array.from({ length: seed }, (_, index) => ({
    name: `repo-${index}${"x".repeat(index * seed % 60)}`,
    remark: "commit · ".repeat(index % 20),
    file: Math.floor(index * files.length / seed),
    layers: Array.from({ length: (index * seed) % 8 }, (_, layer) => ({
      name: `meta-${"層".repeat(layer * seed % 40)}`,
      priority: String(layer),
    })),
  }));
  return { files, repos };
}

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const within = (outer: Box, box: Box) =>
  box.x >= outer.x && box.y >= outer.y && box.x + box.width <= outer.x + outer.width &&
  box.y + box.height <= outer.y + outer.height;

Deno.test("nothing in a picture lies over anything else, or leads out of it", () => {
  for (let seed = 0; seed <= 40; seed++) {
    const { files, repos } = project(seed);
    const picture = layOut(files, repos);
    assert.deepEqual(layOut(files, repos), picture);
    const { width, height } = picture;
    const all: readonly Box[] = [...picture.files, ...picture.repos];
    for (const [index, box] of all.entries()) {
      assert.ok(within({ x: 0, y: 0, width, height }, box), `${seed}: ${index} is outside`);
      for (const other of all.slice(index + 1)) assert.ok(!overlap(box, other), `${seed}`);
    }
    for (const repo of picture.repos) {
      for (const [index, chip] of repo.chips.entries()) {
        assert.ok(within(repo, chip), `${seed}: a layer is outside its repository`);
        for (const other of repo.chips.slice(index + 1)) assert.ok(!overlap(chip, other));
      }
    }
  }
});

Deno.test("no line crosses a box that it does not belong to", () => {
  for (let seed = 0; seed <= 40; seed++) {
    const { files, repos } = project(seed);
    const picture = layOut(files, repos);
    const boxes: readonly Box[] = [...picture.files, ...picture.repos];
    for (const line of picture.lines) {
      for (const [index, [x, y]] of line.slice(1).entries()) {
        const [fromX, fromY] = line[index]!;
        const segment = {
          x: Math.min(x, fromX),
          y: Math.min(y, fromY),
          width: Math.abs(x - fromX),
          height: Math.abs(y - fromY),
        };
        // At its ends a line touches boxes, and goes into none.
        for (const box of boxes) assert.ok(!overlap(segment, box), `${seed}`);
      }
    }
  }
});

Deno.test("bands join, and no box lies across two", () => {
  for (let seed = 0; seed <= 40; seed++) {
    const { files, repos } = project(seed);
    const picture = layOut(files, repos);
    const bands = bandsOf(picture);
    assert.equal(bands[0]!.top, 0);
    assert.equal(bands.at(-1)!.bottom, picture.height);
    for (const [index, { top, bottom }] of bands.entries()) {
      if (index > 0) assert.equal(top, bands[index - 1]!.bottom);
      for (const { y, height } of [...picture.files, ...picture.repos]) {
        assert.ok(y + height <= top || y >= bottom || (y >= top && y + height <= bottom));
      }
    }
    if (seed === 40) assert.ok(bands.length > 3);
  }
});

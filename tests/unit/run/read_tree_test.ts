import assert from "node:assert/strict";
import { copyTree } from "../../../src/base/tree.ts";
import { MemoryHost } from "../../../src/host/memory_host.ts";
import { Log } from "../../../src/run/log.ts";
import { perform } from "../../../src/run/perform.ts";
import { readTree, treeObstacles } from "../../../src/run/read_tree.ts";

Deno.test("a tree is copied with its modes over what is there; nothing leads out of it", async () => {
  const host = new MemoryHost({
    files: {
      "/from": { mode: 0o750 },
      "/from/f": { content: "new", mode: 0o600 },
      "/from/d/g": { content: "g", mode: 0o4755 },
      "/from/l": { link: "d/../f" },
      "/from/chain": { link: "l" },
      "/from/whole": { link: "/from/d" },
      "/from/out": { link: "../secret" },
      "/from/gone": { link: "nowhere" },
      "/from/round": { link: "round" },
      "/from/agent": { kind: "socket" },
      "/from/d/up": { link: ".." },
      "/secret": "root's",
      "/to/f": { link: "/secret" },
      "/to/d": { link: "/" },
      "/to/l/x": "a directory",
      "/to/kept": "k",
    },
  });
  const tree = readTree(host, "/from")!;
  const actions = copyTree(tree, "/from", "/to", treeObstacles(host, tree, "/to"));
  await perform({ host, log: new Log(host, "warning") }, { actions, finally: [] });
  assert.deepEqual(host.tree("/to"), {
    "/to/chain": "-> f",
    "/to/d": "/",
    "/to/d/g": "g",
    "/to/d/up": "-> ..",
    "/to/f": "new",
    "/to/kept": "k",
    "/to/l": "-> f",
    "/to/whole": "-> d",
  });
  assert.equal(host.readText("/secret"), "root's");
  assert.equal(host.stat("/to/f")!.mode, 0o600);
  assert.match(host.stderr, /\/from\/out is not copied: it is a link to \/secret, outside \/from/);
  assert.match(host.stderr, /\/from\/gone is not copied: it is a link to nothing/);
  assert.match(host.stderr, /\/from\/round is not copied/);
  assert.doesNotMatch(host.stderr, /agent/);
});

Deno.test("a fresh copy has the tree's modes, and can be written to", async () => {
  const host = new MemoryHost({
    files: { "/from": { mode: 0o750 }, "/from/closed": { mode: 0o500 }, "/from/closed/f": "x" },
  });
  const actions = copyTree(readTree(host, "/from")!, "/from", "/to");
  await perform({ host, log: new Log(host, "warning") }, { actions, finally: [] });
  assert.deepEqual(
    ["/to", "/to/closed", "/to/closed/f"].map((path) => host.stat(path)!.mode.toString(8)),
    ["750", "700", "644"],
  );
});

Deno.test("what is no directory, and what is too much", () => {
  const files: Record<string, string | { link: string }> = { "/link": { link: "/many" } };
  for (let count = 0; count < 10_001; count++) files[`/many/${count}`] = "";
  const host = new MemoryHost({ files });
  assert.equal(readTree(host, "/none"), undefined);
  assert.equal(readTree(host, "/link"), undefined);
  assert.equal(readTree(host, "/many/1"), undefined);
  assert.throws(
    () => readTree(host, "/many"),
    /\/many is not copied, it has more than 10000 files/,
  );
});

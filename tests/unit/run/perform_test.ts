import assert from "node:assert/strict";
import type { Action, Plan } from "../../../src/base/plan.ts";
import { Cancelled, CommandError } from "../../../src/base/errors.ts";
import { Became, MemoryHost } from "../../../src/host/memory_host.ts";
import { Log } from "../../../src/run/log.ts";
import { perform } from "../../../src/run/perform.ts";

const PROGRAMS = [
  { argv: /^ok/, answer: { stdout: "out\n" } },
  { argv: /^five/, answer: { status: 5 } },
  { argv: /^speaks/, answer: { status: 5, stdout: "heard\n", stderr: " why \n" } },
  { argv: /^prints/, answer: { status: 5, stdout: "only this\n" } },
];
const command = (...argv: string[]) => ({ argv, cwd: "/", env: {} });
const write = (path: string): Action => ({ kind: "write_file", path, text: "x" });

function world(files = {}) {
  const host = new MemoryHost({ files, programs: PROGRAMS });
  const done = (plan: Partial<Plan>) =>
    perform({ host, log: new Log(host, "info") }, { actions: [], finally: [], ...plan });
  return { host, done };
}

Deno.test("perform: actions in order, the last attached program's status, the end in every case", async () => {
  const { host, done } = world();
  const status = await done({
    actions: [
      write("/a"),
      { kind: "attach", command: command("five") },
      { kind: "run", command: command("ok") },
      { kind: "log", level: "info", message: "told" },
      { kind: "log", level: "debug", message: "not shown" },
    ],
    finally: [{ kind: "remove_tree", path: "/a" }, write("/b")],
  });
  assert.equal(status, 5);
  assert.deepEqual(host.tree(), { "/b": "x" });
  assert.deepEqual(host.commands.map(({ argv }) => argv), [["five"], ["ok"]]);
  assert.match(host.stderr, /^.* - INFO {5}- told\n$/);
  assert.equal(await done({}), 0);
});

Deno.test("perform: a failure ends the actions, not what comes in every case", async () => {
  const { host, done } = world();
  const plan = {
    actions: [{ kind: "run", command: command("five", "x") }, write("/never")] as const,
    finally: [write("/always")],
  };
  await assert.rejects(done(plan), (error) => {
    assert.ok(error instanceof CommandError);
    assert.equal(error.message, 'Command "five x" failed with error 5');
    return true;
  });
  assert.deepEqual(Object.keys(host.tree()), ["/always"]);
  await assert.rejects(
    done({ actions: [{ kind: "exec", command: command("ok") }], finally: [write("/end")] }),
    Became,
  );
});

Deno.test("perform: a program's own words tell why it failed", async () => {
  const { done } = world();
  const run = (name: string) => done({ actions: [{ kind: "run", command: command(name) }] });
  await assert.rejects(run("speaks"), { message: '"speaks" failed: why' });
  await assert.rejects(run("prints"), { message: '"prints" failed: only this' });
  await assert.rejects(run("gone"), { message: /"gone" is not installed/ });
});

Deno.test("perform: a removal by its real path takes nothing through a link that has come", async () => {
  const { host, done } = world({ "/w/build/tmp/a": "", "/home/tmp/mine": "" });
  const remove = { kind: "remove_tree", path: "/w/build/tmp", real: true } as const;
  host.rename("/w/build", "/w/aside");
  host.symlink("/home", "/w/build");
  await assert.rejects(done({ actions: [remove] }), /cannot remove \/w\/build\/tmp: where it lay/);
  assert.equal(host.readText("/home/tmp/mine"), "");
  await done({ actions: [{ ...remove, path: "/w/aside/tmp" }] });
  assert.deepEqual(host.list("/w/aside"), []);
});

Deno.test("perform: who is asked to stop begins nothing more, and waits for no removal", async () => {
  const { host } = world({ "/a/b": "" });
  const stop = new AbortController();
  const performer = { host, log: new Log(host, "info"), cancel: stop.signal };
  const actions = [{ kind: "remove_tree", path: "/a" }, write("/never")] as const;
  host.removeTree = () => new Promise(() => {});
  const stopped = perform(performer, { actions, finally: [write("/always")] });
  stop.abort();
  await assert.rejects(stopped, Cancelled);
  await assert.rejects(perform(performer, { actions, finally: [] }), Cancelled);
  assert.deepEqual(Object.keys(host.tree()), ["/a", "/a/b", "/always"]);
});

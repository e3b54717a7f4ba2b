import assert from "node:assert/strict";
import { type Action, describeAction, describePlan } from "../../../src/base/plan.ts";

const CALLER = { env: { A: "1" }, cwd: "/here" };
const shown = (action: Action) => describeAction(action, CALLER);
const run = (more: object = {}, env: Record<string, string> = CALLER.env): Action => ({
  kind: "run",
  command: { argv: ["run", "it's"], cwd: "/here", env, ...more },
});

Deno.test("programs are shown with what differs from the caller: variables, directory, input", () => {
  assert.equal(shown(run({}, { A: "1", B: "x y" })), `env 'B=x y' run 'it'"'"'s'`);
  assert.equal(shown(run()), `run 'it'"'"'s'`);
  assert.equal(shown(run({}, { B: "2" })), `env -i B=2 run 'it'"'"'s'`);
  assert.equal(shown(run({}, {})), `env -i run 'it'"'"'s'`);
  assert.equal(shown(run({ cwd: "/a b" })), `(cd '/a b' && run 'it'"'"'s')`);
  assert.equal(shown(run({ stdin: "x\n" })), `printf %s 'x\n' | run 'it'"'"'s'`);
  assert.equal(
    shown(run({ cwd: "/", stdin: "x" }, { A: "2" })),
    `(cd / && printf %s x | env A=2 run 'it'"'"'s')`,
  );
  const command = { argv: ["kas"], cwd: "/", env: { A: "1", B: "2" } };
  assert.equal(shown({ kind: "exec", command }), "cd / && exec env B=2 kas");
  assert.equal(shown({ kind: "attach", command }), "(cd / && env B=2 kas)");
});

Deno.test("files and directories are shown with their modes; secrets are not shown", () => {
  assert.equal(
    shown({ kind: "write_file", path: "/a b", text: "s3cret", secret: true }),
    "printf %s '(secret)' > '/a b'",
  );
  assert.equal(
    shown({ kind: "write_file", path: "/f", text: "t", mode: 0o600 }),
    ": >> /f && chmod 600 /f && printf %s t > /f",
  );
  assert.equal(shown({ kind: "make_directory", path: "/d", mode: 0o700 }), "mkdir -p -m 700 /d");
  assert.equal(shown({ kind: "make_directory", path: "/d" }), "mkdir -p /d");
  assert.equal(
    shown({ kind: "copy_file", from: "/f", to: "/t u" }),
    "cp -T --preserve=mode /f '/t u'",
  );
});

Deno.test("a plan is shown with what comes in every case; no line of a message runs", () => {
  const plan = {
    actions: [{ kind: "log", level: "info", message: "one\nrm -rf /" }] as const,
    finally: [{ kind: "remove_tree", path: "/x" }] as const,
  };
  assert.deepEqual(describePlan(plan, CALLER), ["# info: one\n# rm -rf /", "rm -rf -- /x"]);
});

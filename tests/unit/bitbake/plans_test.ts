import assert from "node:assert/strict";
import { type BuildDirFacts, buildDirPlan } from "../../../src/bitbake/build_dir_plan.ts";
import { type ConfFacts, confPlan } from "../../../src/bitbake/conf_plan.ts";

const DIRECTORY: BuildDirFacts = {
  buildDir: "/w/build",
  found: "nothing",
  parentFound: true,
  tagged: false,
  variable: "KAS_WORK_DIR",
};
const kinds = (facts: Partial<BuildDirFacts>) =>
  buildDirPlan({ ...DIRECTORY, ...facts }).actions.map((action) => action.kind);

Deno.test("the build directory is made and tagged, once", () => {
  const made = buildDirPlan(DIRECTORY).actions;
  assert.deepEqual(made[0], { kind: "make_directory", path: "/w/build" });
  assert.ok(made[2]!.kind === "write_file" && made[2].path === "/w/build/CACHEDIR.TAG");
  assert.match(made[2].text, /^Signature: 8a477f597d28d172789f06886806bc55\n/);
  assert.deepEqual(kinds({ found: "directory" }), ["log", "write_file"]);
  assert.deepEqual(kinds({ found: "directory", tagged: true, parentFound: false }), []);
});

Deno.test("the build directory is not made where it cannot be", () => {
  assert.throws(
    () => kinds({ found: "other" }),
    /the build directory \/w\/build is not a directory/,
  );
  assert.throws(
    () => kinds({ parentFound: false, variable: "KAS_BUILD_DIR" }),
    /cannot create .*: \/w does not exist; create it, or set KAS_BUILD_DIR/,
  );
});

Deno.test("conf files that stay are not written", () => {
  const texts: Record<string, string> = {};
  let outside = "";
  const facts: ConfFacts = {
    buildDir: "/b",
    bblayers: { header: new Map(), layers: [] },
    local: {
      header: new Map(),
      machine: "m",
      distro: "d",
      multiconfigs: [],
      buildSystem: "openembedded",
    },
    present: (name) => texts[name],
    outside: (path) => path === outside ? "/elsewhere" : undefined,
  };
  const paths = () =>
    confPlan(facts).actions.map((action) => {
      if (action.kind !== "write_file") return action.kind;
      texts[action.path.slice("/b/conf/".length)] = action.text;
      return action.path;
    });
  assert.deepEqual(paths(), ["make_directory", "/b/conf/bblayers.conf", "/b/conf/local.conf"]);
  assert.deepEqual(paths(), ["make_directory"]);
  texts["local.conf"] += "# by hand\n";
  assert.deepEqual(paths(), ["make_directory", "/b/conf/local.conf"]);
  outside = "/b/conf/local.conf";
  assert.deepEqual(paths(), ["make_directory"], "what stays harms nobody");
  texts["local.conf"] += "# by hand\n";
  assert.throws(paths, /cannot write \/b\/conf\/local.conf: a link leads to \/elsewhere/);
});

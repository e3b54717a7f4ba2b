import assert from "node:assert/strict";
import { scene } from "./harness.ts";

scene("a menu that was saved on the other side of a container is found here", async (s) => {
  s.write("work/base.yml", "header: {version: 18}\nmachine: board\n");
  s.write("work/Kconfig", 'config KAS_INCLUDE_MAIN\n\tstring\n\tdefault "base.yml"\n');
  const saved = await s.kas(["menu", "--save"]);
  assert.equal(saved.code, 0, saved.stderr);
  const text = s.read("work/.config.yaml");
  const elsewhere = (more: string) =>
    s.write(
      "else/.config.yaml",
      text.replace(/^_source_dir: .*$/m, `_source_dir: /none/such${more}`),
    );
  const machine = async () => {
    const run = await s.kas(["dump"], { KAS_WORK_DIR: s.path("else") });
    assert.equal(run.code, 0, run.stderr);
    return /^machine: (.*)$/m.exec(run.stdout)?.[1];
  };
  elsewhere("");
  assert.equal(await machine(), "board");
  s.write("other/base.yml", "header: {version: 18}\nmachine: other\n");
  elsewhere(`\n_source_dir_host: ${s.path("other")}`);
  assert.equal(await machine(), "other");
});

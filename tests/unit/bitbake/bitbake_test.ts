import assert from "node:assert/strict";
import { buildEnvironment, parseEnvironment } from "../../../src/bitbake/build_environment.ts";
import { bblayersConf, localConf } from "../../../src/bitbake/conf_files.ts";
import { localeVariables, parseOsRelease } from "../../../src/bitbake/locale.ts";
import { multiconfigsOf } from "../../../src/config/build_settings.ts";

Deno.test("local.conf and bblayers.conf", () => {
  const header = new Map([["b", "B"], ["a", "A\n"]]);
  assert.equal(
    localConf({
      header,
      machine: "m",
      distro: "d",
      multiconfigs: ["x", "y"],
      buildSystem: "isar-rootless",
    }),
    '# a\nA\n\n# b\nB\nMACHINE ??= "m"\nDISTRO ??= "d"\nBBMULTICONFIG ?= "x y"\nISAR_ROOTLESS ?= "1"\n',
  );
  const layer = (path: string) => ({ name: path, priority: 0, repoName: "r", path });
  assert.equal(
    bblayersConf({
      header: new Map(),
      layers: [layer("/w/r/meta"), layer("/w/build")],
      buildDir: "/w/build",
    }),
    'BBLAYERS ?= " \\\n    ${TOPDIR}/. \\\n    ${TOPDIR}/../r/meta"\nBBPATH ?= "${TOPDIR}"\nBBFILES ??= ""\n',
  );
});

Deno.test("multiconfigs in the order of their first use", () => {
  assert.deepEqual(multiconfigsOf(["mc:b:x", "y", "multiconfig:a:z", "mc:b:w"]), ["b", "a"]);
});

Deno.test("the environment of the build", () => {
  const scripted = parseEnvironment("PATH=/x\0BB_ENV_EXTRAWHITE=A\0MULTI=1\n2\0=odd\0");
  assert.equal(scripted.MULTI, "1\n2");
  const env = buildEnvironment(
    scripted,
    new Map([["SET", "file"], ["NULL", null]]),
    { SET: "caller", TERM: "t", OTHER: "x", TMPDIR: "/t" },
  );
  assert.deepEqual(env, {
    PATH: "/x",
    MULTI: "1\n2",
    SET: "caller",
    TERM: "t",
    TMPDIR: "/t",
    BB_ENV_EXTRAWHITE:
      "A SSTATE_DIR SSTATE_MIRRORS BB_HASHSERVE_DB_DIR BB_HASHSERVE BB_HASHSERVE_UPSTREAM " +
      "DL_DIR TMPDIR SET NULL",
  });
});

Deno.test("distributions", () => {
  const ubuntu = parseOsRelease(
    'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\nID_LIKE=debian\nVERSION_CODENAME=noble\n',
  );
  assert.deepEqual(ubuntu, {
    id: "ubuntu",
    version: "24.04",
    name: "Ubuntu",
    release: "noble",
    bases: ["debian"],
  });
  assert.equal(localeVariables(ubuntu.bases)?.LANGUAGE, "en_US:en");
  assert.equal(
    localeVariables(parseOsRelease('ID="opensuse-leap"\nID_LIKE="suse opensuse"').bases)?.LC_ALL,
    "en_US.utf8",
  );
  assert.equal(localeVariables(parseOsRelease("").bases), undefined);
});

import assert from "node:assert/strict";
import { layerCollections } from "../../../src/bitbake/layer_conf.ts";

Deno.test("collections of a layer, their priorities and releases", () => {
  const text = 'BBPATH .= ":${LAYERDIR}"\nBBFILE_COLLECTIONS += "core other"\n' +
    'BBFILE_PATTERN_core = "^${LAYERDIR}/"\nBBFILE_PRIORITY_core = "5"\n' +
    "BBFILE_PRIORITY_core = '6'\nLAYERSERIES_COMPAT_core = \"scarthgap \\\n    styhead\"\n" +
    '# BBFILE_PRIORITY_other = "7"\nBBFILE_PRIORITY_gone = "8"\nLAYERSERIES_COMPAT = "x"\n';
  assert.deepEqual(layerCollections(text), [
    { name: "core", priority: "6", series: ["scarthgap", "styhead"] },
    { name: "other", priority: undefined, series: [] },
  ]);
  assert.deepEqual(layerCollections(""), []);
});

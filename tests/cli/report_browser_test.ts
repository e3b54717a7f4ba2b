// What a report does in a browser. Chromium is large, and no part of what tests need: without one
// it is skipped.
import assert from "node:assert/strict";
import { NO_BROWSER, withTab } from "./browser.ts";
import { project, type Scene, scene } from "./harness.ts";

/** A test for which a browser is needed; without one it is skipped, with the reason in its name. */
function browserTest(title: string, test: (scene: Scene) => Promise<void>): void {
  if (NO_BROWSER === undefined) scene(title, test);
  else Deno.test.ignore(`${title} (skipped: ${NO_BROWSER})`, () => {});
}

const EVIL = "</script><script>document.title = 'taken'</script><img src=x onerror=alert(1)>";

async function writeReport(scene: Scene): Promise<string> {
  const repos = Array.from(
    { length: 30 },
    (_, index) =>
      `  meta-${index}:\n    url: https://x.example/meta-${index}\n` +
      `    commit: a${String(index).padStart(39, "0")}\n    layers: {meta-one: , meta-two: }\n`,
  );
  scene.repo("work", {
    "kas.yml": project(`env: {EVIL: ${JSON.stringify(EVIL)}}\nrepos:\n  this:\n${repos.join("")}`),
  });
  const { code, stderr } = await scene.kas(["report", "-o", "r.html", "kas.yml"]);
  assert.equal(code, 0, stderr);
  return scene.path("work/r.html");
}

browserTest("report: ages, search, narrow screens, and nothing is loaded", async (scene) => {
  const file = await writeReport(scene);
  await withTab(file, scene.path("profile"), async ({ evaluate, send, events }) => {
    assert.equal(await evaluate("document.title"), "kas.yml – kas report");
    assert.match(String(await evaluate("document.querySelector('.age').textContent")), / ago$/);
    assert.equal(await evaluate("document.images.length"), 0);

    const shown = "[...document.querySelectorAll('#repositories tbody tr')]" +
      ".filter((row) => row.offsetParent !== null).length";
    const search = (words: string) =>
      evaluate(
        `(() => { const field = document.getElementById("words"); field.value = "${words}";` +
          `field.dispatchEvent(new Event("input")); })()`,
      );
    assert.equal(await evaluate(shown), 31);
    await search("META-17 x.example");
    assert.equal(await evaluate(shown), 1);
    assert.equal(await evaluate("document.getElementById('files').offsetParent === null"), true);
    await search("meta-17");
    assert.equal(await evaluate("document.querySelectorAll('svg .repo:not(.dim)').length"), 1);
    await search("");
    assert.equal(await evaluate(shown), 31);

    for (const width of [360, 800, 1400]) {
      const size = { width, height: 800, deviceScaleFactor: 1, mobile: false };
      await send("Emulation.setDeviceMetricsOverride", size);
      const wide = await evaluate("document.documentElement.scrollWidth");
      assert.ok(Number(wide) <= width, `${wide} of ${width}`);
    }
    const requests = events.filter(({ method }) => method === "Network.requestWillBeSent");
    assert.equal(requests.length, 1, "the page alone is loaded");
    assert.deepEqual(events.filter(({ method }) => method === "Log.entryAdded"), []);
    assert.deepEqual(events.filter(({ method }) => method === "Runtime.exceptionThrown"), []);
  });
});

import assert from "node:assert/strict";
import { escapeHtml, markup } from "../../../src/page/markup.ts";
import { withoutConfSecrets } from "../../../src/page/conf_secrets.ts";
import { SCRIPT } from "../../../src/page/script.ts";
import { STYLE } from "../../../src/page/style.ts";

Deno.test("texts of others end neither a tag nor an attribute, and turn nothing around", () => {
  assert.equal(
    escapeHtml(`</script><a b="c" d='e'>&amp;`),
    "&lt;/script&gt;&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;",
  );
  assert.equal(escapeHtml("a\u202eb\x00c\x1b[31m\ud800"), "a\\u202eb\\x00c\\x1b[31m\ufffd");
  assert.equal(escapeHtml("see https://u:secret@x.example/"), "see https://u:***@x.example/");
  assert.equal(escapeHtml("line\n\tline"), "line\n\tline");
});

Deno.test("pieces stay as they are, all else is escaped", () => {
  const items = ["<b>", undefined, 3, markup`<i>${"<"}</i>`];
  assert.equal(markup`<p>${items}</p>`.text, "<p>&lt;b&gt;3<i>&lt;</i></p>");
});

Deno.test("style and script end nowhere before their ends, and load nothing", () => {
  for (const text of [STYLE, SCRIPT]) assert.doesNotMatch(text, /<[/!a-z]|url\(|@import|https?:/);
});

Deno.test("what lines of local.conf assign to secrets is hidden", () => {
  assert.equal(
    withoutConfSecrets(
      'A = "b"\nMY_TOKEN ?= "x"\nexport API_KEY:append = \'y\\\nz\'\nDB_PASSWORD[flag] .= "a"\n#x\n',
    ),
    'A = "b"\nMY_TOKEN ?= "***"\nexport API_KEY:append = "***"\nDB_PASSWORD[flag] .= "***"\n#x\n',
  );
});

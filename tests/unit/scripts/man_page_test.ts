import { deepStrictEqual as equal } from "node:assert/strict";
import { manPage } from "../../../scripts/reference/man_page.ts";

const DOCUMENT = `# Title

A text with \`code\`, a [link of \`code\`](there.md)
and _stress_.

## One thing

<!-- made: keys -->

| key   | type     | default  | since | what it is |
| ----- | -------- | -------- | ----- | ---------- |
| \`a.b\` | a string | required | 3     | 'It' \\| so. |

<!-- end -->

- first
  goes on
- second

\`\`\`yaml
# c.yml

.x: -1
\`\`\`

    kas build
`;

Deno.test("a document becomes a manual page", () => {
  const page = manPage(DOCUMENT, {
    name: "kas-x",
    section: 5,
    summary: "what it is",
    date: "2026-01-31",
    version: "5.5",
    seeAlso: ["kas(1)", "kas-y(1)"],
  });
  equal(page.trimEnd().split("\n"), [
    '.TH "KAS\\-X" 5 "2026\\-01\\-31" "kas 5.5"',
    ".SH NAME",
    "kas\\-x \\- what it is",
    ".SH DESCRIPTION",
    ".PP",
    "A text with \\fBcode\\fR, a link of \\fBcode\\fR and \\fIstress\\fR.",
    ".SH ONE THING",
    ".TP",
    "\\fBa.b\\fR",
    "\\&'It' | so. (a string; required; since 3)",
    ".IP \\(bu 2",
    "first goes on",
    ".IP \\(bu 2",
    "second",
    ".PP",
    ".RS 4",
    ".nf",
    "# c.yml",
    "",
    "\\&.x: \\-1",
    ".fi",
    ".RE",
    ".PP",
    ".RS 4",
    ".nf",
    "kas build",
    ".fi",
    ".RE",
    ".SH SEE ALSO",
    "kas(1), kas\\-y(1)",
  ]);
});

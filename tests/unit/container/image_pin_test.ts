import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { UserError } from "../../../src/base/errors.ts";
import { chooseImage, imageNotes, type ImageVariables } from "../../../src/container/image.ts";
import { parseImagePin } from "../../../src/container/image_pin.ts";

const FILE = "/proj/kas-container.env";
const SHA = `sha256:${"0a".repeat(32)}`;

const values = (text: string) => parseImagePin(FILE, text).values;

/** What is wrong with a text, as `line:column kind`. */
function wrong(text: string): string[] {
  try {
    parseImagePin(FILE, text);
    return [];
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.problems.map(({ kind, place }) => {
      equal(place!.file, FILE);
      return `${place!.line}:${place!.column} ${kind}`;
    });
  }
}

Deno.test("lines of NAME=VALUE, comments, empty lines, either end of lines", () => {
  equal(values(""), {});
  equal(values("# KAS_IMAGE_VERSION=1\r\n\r\n \t\n  # more\nKAS_IMAGE_VERSION=5.5\r\n"), {
    KAS_IMAGE_VERSION: "5.5",
  });
  equal(
    values(
      "KAS_CONTAINER_IMAGE_PATH=reg.example:5000/kas\nKAS_CONTAINER_IMAGE_NAME=kas_x-y\n" +
        "KAS_CONTAINER_IMAGE_DISTRO=debian-trixie",
    ),
    {
      KAS_CONTAINER_IMAGE_PATH: "reg.example:5000/kas",
      KAS_CONTAINER_IMAGE_NAME: "kas_x-y",
      KAS_CONTAINER_IMAGE_DISTRO: "debian-trixie",
    },
  );
});

Deno.test("what an image can be called", () => {
  for (
    const image of [
      "kas",
      "localhost/kas-isar:5.5",
      "ghcr.io/siemens/kas/kas:latest-release",
      "REG.example:5000/a__b/c.d:v1_2.3-x",
      "[2001:db8::1]:5000/kas",
      `kas@${SHA}`,
      `reg.example/kas:5.5@${SHA}`,
    ]
  ) {
    equal(values(`KAS_CONTAINER_IMAGE=${image}`), { KAS_CONTAINER_IMAGE: image });
  }
  for (
    const image of [
      ...["", "-v", "--privileged", "kas:-x", "/kas", "kas/", "a//b", "kas:", "kas@sha256:1"],
      ...["Kas", "a b", " kas", "kas ", "kas\t", "kas\x1b[2J", '"kas"', "'kas'", "$KAS", "${KAS}"],
      ...["docker-archive:/x.tar", "../kas", "kas;ls", `kas@${SHA}@${SHA}`, "kas # 5.5", "käs"],
      ...["a/".repeat(300) + "b", `kas:${"x".repeat(129)}`],
    ]
  ) {
    equal(wrong(`KAS_CONTAINER_IMAGE=${image}`), ["1:21 bad_pin_value"], image);
  }
});

Deno.test("what parts of a name can be", () => {
  equal(wrong("KAS_CONTAINER_IMAGE_PATH=reg/kas:5"), ["1:26 bad_pin_value"]);
  equal(wrong("KAS_CONTAINER_IMAGE_NAME=a/b"), ["1:26 bad_pin_value"]);
  equal(wrong("KAS_CONTAINER_IMAGE_DISTRO=a/b"), ["1:28 bad_pin_value"]);
  equal(wrong("KAS_IMAGE_VERSION=5@x"), ["1:19 bad_pin_value"]);
  equal(wrong("KAS_IMAGE_VERSION="), ["1:19 bad_pin_value"]);
});

Deno.test("nothing else can be set, and all mistakes are told at once", () => {
  equal(
    wrong(
      "KAS_RUNTIME_ARGS=--privileged\nPATH=/x\n-v /:/host\n--env=X\nKAS_IMAGE_VERSION =1\n" +
        "export KAS_IMAGE_VERSION=1\nkas\nKAS_IMAGE_VERSION=1\nKAS_IMAGE_VERSION=2\n=x",
    ),
    [
      "1:1 unknown_pin",
      "2:1 unknown_pin",
      ...[3, 4, 5, 6, 7].map((line) => `${line}:1 bad_pin_line`),
      "9:1 pinned_twice",
      "10:1 bad_pin_line",
    ],
  );
  assert.throws(
    () => parseImagePin(FILE, "KAS_CONTAINER_IMAGES=x"),
    /KAS_CONTAINER_IMAGES cannot be set here: a project sets the image only, by KAS_/,
  );
});

Deno.test("reading takes time in proportion to the text", () => {
  const long = "a".repeat(1_000_000);
  const start = performance.now();
  for (
    const text of [long, `KAS_CONTAINER_IMAGE=${long}`, `KAS_CONTAINER_IMAGE=${"a-".repeat(1e5)}`]
  ) {
    equal(wrong(text).length, 1);
  }
  equal(wrong("x\n".repeat(100_000)).length, 20);
  assert.ok(performance.now() - start < 2000);
});

Deno.test("the caller's variables win over the project's, a part over a whole name, too", () => {
  const image = (pin: ImageVariables, env: Record<string, string> = {}) =>
    chooseImage("openembedded", env, { file: FILE, values: pin }).reference;
  const whole = { KAS_CONTAINER_IMAGE: `reg/kas@${SHA}` };
  const kas = "ghcr.io/siemens/kas/kas";
  equal(image(whole), `reg/kas@${SHA}`);
  equal(image(whole, { KAS_CONTAINER_IMAGE: "mine" }), "mine");
  equal(image(whole, { KAS_CONTAINER_IMAGE: "" }), `reg/kas@${SHA}`);
  equal(image(whole, { KAS_IMAGE_VERSION: "5.4" }), `${kas}:5.4`);
  equal(image({ KAS_IMAGE_VERSION: "5.3" }), `${kas}:5.3`);
  equal(image({ KAS_IMAGE_VERSION: "5.3" }, { KAS_CONTAINER_IMAGE: "mine" }), "mine");
  const parts = { KAS_CONTAINER_IMAGE_PATH: "reg", KAS_CONTAINER_IMAGE_DISTRO: "d" };
  equal(image({ ...parts, KAS_IMAGE_VERSION: "1" }, { KAS_IMAGE_VERSION: "2" }), "reg/kas:2-d");
  equal(
    chooseImage("isar-rootless", {}, { file: FILE, values: parts }).reference,
    "reg/kas-isar:5.5-d",
  );
});

Deno.test("where the image comes from is told, if the project has a say in it", () => {
  const told = (pin: ImageVariables | undefined, env: Record<string, string> = {}) => {
    const file = pin && { file: FILE, values: pin };
    return imageNotes(chooseImage("openembedded", env, file), file, "/proj")
      .map(({ message }) => message);
  };
  equal(told(undefined, { KAS_CONTAINER_IMAGE: "mine" }), []);
  equal(told({}), []);
  equal(told({ KAS_CONTAINER_IMAGE: "a:1", KAS_IMAGE_VERSION: "2" }), [
    "The image is a:1 (KAS_CONTAINER_IMAGE of kas-container.env)",
  ]);
  equal(told({ KAS_CONTAINER_IMAGE: "a:1" }, { KAS_CONTAINER_IMAGE: "b" }), [
    "The image is b (kas-container.env does not count; KAS_CONTAINER_IMAGE of the environment wins)",
  ]);
  equal(told({ KAS_CONTAINER_IMAGE_PATH: "reg" }, { KAS_IMAGE_VERSION: "2" }), [
    "The image is reg/kas:2 (KAS_CONTAINER_IMAGE_PATH of kas-container.env; " +
    "KAS_IMAGE_VERSION of the environment wins)",
  ]);
});

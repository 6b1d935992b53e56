/** What old engines cannot parse or do not have takes a whole script down, silently: no source may use it. */
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { expect, test } from "vitest";

const WEB = new URL("../../src/tocsin/reporter/web/", import.meta.url);
/** Missing in Safari 14 and WeChat's old WebViews, and no compiler adds them. */
const MISSING = {
  "look-behind": /\(\?<[=!]/,
  at: /\.at\(/,
  replaceAll: /\.replaceAll\(/,
  structuredClone: /\bstructuredClone\b/,
  "Object.hasOwn": /\bObject\.hasOwn\b/,
  findLast: /\.findLast(Index)?\(/,
  "regex flags d and v": /\/[gimsuy]*[dv][gimsuy]*\.(test|exec)\(/,
};

/** `pages/engine.ts` gives what our libraries cannot do without. */
const GIVEN = "Object.hasOwn";

const sources = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

test("there are sources to look at", () => {
  expect(sources.length).toBeGreaterThan(10);
});

for (const [name, pattern] of Object.entries(MISSING)) {
  test(`no source uses ${name}`, () => {
    const using = sources.filter((file) => pattern.test(readFileSync(new URL(file, WEB), "utf8")));
    expect(using).toEqual([]);
  });
}

test("what our libraries bring along uses none of it but what we give them", async () => {
  const entryPoints = sources.filter((name) => name.startsWith("envelope/")).map((name) => new URL(name, WEB).pathname);
  const options = { bundle: true, write: false, format: "esm", target: "es2020", outdir: "out" } as const;
  const built = await build({ entryPoints, ...options });
  const found = built.outputFiles.flatMap((file) =>
    Object.entries(MISSING).flatMap(([name, pattern]) => (name !== GIVEN && pattern.test(file.text) ? [`${name} in ${file.path}`] : [])),
  );
  expect(found).toEqual([]);
});

test("an engine without Object.hasOwn gets one before any library is loaded", async () => {
  const engine = Object as { hasOwn?: unknown };
  const own = engine.hasOwn;
  try {
    delete engine.hasOwn;
    await import("../../src/tocsin/reporter/web/pages/engine.js");
    expect(engine.hasOwn).toBeTypeOf("function");
    expect([Object.hasOwn({ a: 1 }, "a"), Object.hasOwn({ a: 1 }, "toString")]).toEqual([true, false]);
  } finally {
    engine.hasOwn = own;
  }
  const boot = readFileSync(new URL("pages/boot.ts", WEB), "utf8");
  expect(boot).toMatch(/^import "\.\/engine\.js";$/m);
});

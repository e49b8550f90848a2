import { expect, test } from "vitest";
import { type PageEntry, renderPage } from "../diagnostics-page/render-page.ts";

function entry(code: string, rest: Partial<PageEntry> = {}): PageEntry {
  return {
    code,
    severity: "error",
    title: `Title of ${code}`,
    explanation: "A rule.",
    wrong: [{ path: "schema.model", text: "wrong\n" }],
    printed: "printed\n",
    right: [{ path: "schema.model", text: "right\n" }],
    ...rest,
  };
}

test("orders codes within their groups, in the index and below it", () => {
  const page = renderPage([entry("JY2002"), entry("JY1001"), entry("JY2001")]);
  expect([...page.matchAll(/^\| \[(JY\d+)\]\(#jy\d+\)/gm)].map((match) => match[1])).toEqual([
    "JY1001",
    "JY2001",
    "JY2002",
  ]);
  expect([...page.matchAll(/^### (JY\d+): /gm)].map((match) => match[1])).toEqual(["JY1001", "JY2001", "JY2002"]);
  expect(page).toContain('<a id="jy2001"></a>\n\n### JY2001: Title of JY2001');
  expect(page).not.toContain("## Relations");
});

test("shows the wrong schema, what is printed, and the right one", () => {
  expect(renderPage([entry("JY1001")])).toContain(
    "A rule.\n\nWrong:\n\n```prisma\nwrong\n```\n\nPrinted:\n\n```text\nprinted\n```\n\nRight:\n\n```prisma\nright\n```\n",
  );
});

test("names the files of a schema when there are several", () => {
  const wrong = ["a.model", "b.model"].map((path) => ({ path, text: `// ${path}\n` }));
  expect(renderPage([entry("JY1001", { wrong })])).toContain(
    "`a.model`\n\n```prisma\n// a.model\n```\n\n`b.model`\n\n```prisma\n// b.model\n```",
  );
});

test("keeps signs of Markdown in titles and texts from meaning something", () => {
  const page = renderPage([entry("JY1001", { title: "List<T> | _A_", printed: "```\n" })]);
  expect(page).toContain(String.raw`| List\<T\> \| \_A\_ | error |`);
  expect(page).toContain("````text\n```\n````");
});

test("refuses a code of no group", () => {
  expect(() => renderPage([entry("JY0001")])).toThrow("JY0001 belongs to no group");
});

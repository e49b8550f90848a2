import fc from "fast-check";
import { expect, test } from "vitest";
import { parseUrl, withoutPassword } from "../../src/driver/url.ts";
import { UrlError } from "../../src/errors.ts";

const known = ["mariadb", "mysql", "pglite", "postgresql", "sqlite"];
const read = (url: string) => parseUrl(url, known);

test("reads the parts of a server's URL", () => {
  expect(read("postgres://ann:p%40ss%2Fw%3A@db.example:6543/my%20app?sslmode=require&x=1")).toMatchObject({
    scheme: "postgresql",
    shown: "postgres://ann:***@db.example:6543/my%20app?sslmode=require&x=1",
    server: {
      host: "db.example",
      port: 6543,
      user: "ann",
      password: "p@ss/w:",
      database: "my app",
      parameters: new Map([
        ["sslmode", "require"],
        ["x", "1"],
      ]),
    },
  });
  expect(read("mysql://[::1]").server).toEqual({
    host: "::1",
    port: undefined,
    user: undefined,
    password: undefined,
    database: undefined,
    parameters: new Map(),
  });
  expect(read("MARIADB://root@localhost:3306/test").server).toMatchObject({
    host: "localhost",
    user: "root",
    port: 3306,
  });
});

test.each([
  ["postgresql://host:54321234/db", 'the port of "postgresql://host:54321234/db" is no number from 1 to 65535'],
  ["postgresql://u@host:port/db", 'the port of "postgresql://u@host:port/db" is no number'],
  [
    "postgresql://u:word/db",
    "the port of the URL is no number from 1 to 65535, or an @ is missing behind its password",
  ],
  ["postgresql://u@host:0/db", "is no number from 1 to 65535"],
  [
    "postgresql://u:p%zz@host/db",
    'the password of "postgresql://u:***@host/db" has a % that no two hexadecimal digits',
  ],
  ["postgresql://u:p@host/d%b", 'the database of "postgresql://u:***@host/d%b" has a %'],
  ["postgresql:///db", '"postgresql:///db" names no server: write "postgresql://user:password@host:port/database"'],
  ["postgresql:host/db", "names no server"],
  ["mysql://u:p@:3306/db", "names no server"],
  ["mysql://u:p@ss@host/db", 'has an @ too many: write "mysql://user:password@host:port/database", with each of'],
  ["mysql://u:p/ss@host/db", '"mysql://u:***@host/db" has an @ too many'],
  [" postgresql://host/db", "has white space around it"],
  ["postgresql://host/db\n", "has white space around it"],
  ["postgresql://host/my db", 'write "%20" for one that is meant'],
  ["postgressql://host/db", 'did you mean "postgresql:"? It knows "mariadb:" and "mysql:"'],
  ["sqlite3:x.db", 'did you mean "sqlite:"?'],
  ["sqllite:x.db", 'did you mean "sqlite:"?'],
  ["pg://host/db", 'did you mean "postgresql:"?'],
  ["oracle:x", 'of "oracle:x": it knows'],
  [
    "",
    'the database URL is empty: write "sqlite:file.db" or "pglite:directory" or "mariadb://user:password@host:port/database"',
  ],
])("of %j says what is wrong and what to write", (url, message) => {
  expect(() => read(url)).toThrow(UrlError);
  expect(() => read(url)).toThrow(message);
});

/** What is shown of a URL, or of why it cannot be read. */
function shownOf(url: string): string {
  try {
    return read(url).shown;
  } catch (error) {
    if (error instanceof UrlError) return error.message;
    throw error;
  }
}

test("a password never stands in a message, whatever the shape of the URL", () => {
  const secret = "hunter2";
  const noise = fc.string({ unit: fc.constantFrom(..."@:/?#[]%&= \\\n\tax1é".split("")), maxLength: 6 });
  const password = fc.tuple(noise, noise).map(([before, after]) => `${before}${secret}${after}`);
  const scheme = fc.constantFrom(
    "postgresql",
    "postgres",
    "mysql",
    "mariadb",
    "sqlite",
    "pglite",
    "oracle",
    "MySQL",
    "postgre",
  );
  const slashes = fc.constantFrom("://", ":/", ":", ":///", ":\\\\");
  const shape = fc.oneof(
    fc
      .tuple(scheme, slashes, noise, password, noise)
      .map(([s, sl, user, pass, rest]) => `${s}${sl}${user}:${pass}@host${rest}`),
    fc
      .tuple(scheme, noise, password)
      .map(
        ([s, rest, pass]) => `${s}://host${rest.replaceAll(/[#]/g, "")}/db?password=${pass.replaceAll(/[&#]/g, "")}`,
      ),
    fc.tuple(noise, noise).map(([user, rest]) => `${user}:${secret}${rest}@host/db`),
    fc.tuple(scheme, noise).map(([s, rest]) => `${s}://user:${secret}${rest}`),
  );
  fc.assert(
    fc.property(shape, (url) => {
      const shown = shownOf(url);
      expect(shown).not.toContain(secret);
    }),
    { numRuns: 3000 },
  );
});

test("a user alone is shown, and parameters that are secrets are not", () => {
  expect(withoutPassword("postgresql://ann@host/db")).toBe("postgresql://ann@host/db");
  expect(withoutPassword("postgresql://host/db?user=ann&password=x&sslkey=y&a=b")).toBe(
    "postgresql://host/db?user=ann&password=***&sslkey=***&a=b",
  );
  expect(withoutPassword("sqlite:a@b.db")).toBe("sqlite:a@b.db");
});

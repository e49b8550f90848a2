/** A schema whose models have methods of the user's own, and what the user wrote; the same for both colours. */
import { generate, type GenerateOptions } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";

export const ownMethodsSchema = `
/// Somebody who writes.
model User {
  id      Int    @id
  first   String
  last    String?
  role    Role   @default(member)
  mentor  User?  @relation("Mentor")
  pupils  User[] @relation("Mentor")
  posts   Post[]
  @@extend("./user.ext.ts")
}
model Post {
  id      Int    @id
  title   String
  name    String @default("none")
  length  Role   @default(member)
  author  User
  notes   Note[]
}
model Note {
  id   Int @id
  text String
  @@extend("./own/note.ts")
}
model UserBase { id Int @id }
model UserExt { id Int @id }
enum Role { member editor }
`;

/** `Post` has its own by convention, as the command would find it. */
const found = new Map([["Post", "./post.ext.ts"]]);

/** The generated files in \`generated/\`, and the user's beside them. @param texts of the user's files that are to be others */
export async function ownMethodsProject(
  options: GenerateOptions,
  texts: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const schemaPath = (file: string) => `../${file}`;
  const files = await generate(schemaOf(ownMethodsSchema), { ...options, schemaPath, extensions: found });
  const extension = options.emit === "ts" ? (options.importExtension ?? ".ts") : ".js";
  const own = Object.entries({ ...userFiles, ...texts }).map(([path, text]) => [
    path,
    text.replaceAll("EXTENSION", extension),
  ]);
  return {
    ...Object.fromEntries(files.map(({ path, text }) => [`generated/${path}`, text])),
    ...Object.fromEntries(own),
  };
}

/** `User` and `Post` import each other's classes: no order in which they are loaded may break them. */
const userFiles = {
  "user.ext.ts": `
import { Post } from "./generated/postEXTENSION";
import type { User } from "./generated/userEXTENSION";
import { UserBase_ } from "./generated/user-base-2EXTENSION";

export class UserExt extends UserBase_ {
  static readonly anonymous: string = "Nobody";
  #greetings = 0;

  static named(first: string): User {
    return new this({ first }) as User;
  }

  get fullName(): string {
    return this.last === null ? this.first : \`\${this.first} \${this.last}\`;
  }

  greet(): string {
    this.#greetings += 1;
    return \`\${this.fullName} (\${this.#greetings})\`;
  }

  write(title: string): Post {
    return new Post({ title, author: this });
  }
}
`,
  "post.ext.ts": `
import { PostBase } from "./generated/post-baseEXTENSION";
import { User } from "./generated/userEXTENSION";

export class PostExt extends PostBase {
  get heading(): string {
    return \`\${this.title}, \${User.anonymous}\`;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), heading: this.heading };
  }
}
`,
  "own/note.ts": `
import { NoteBase } from "../generated/note-baseEXTENSION";

export class NoteExt extends NoteBase {
  get words(): number {
    return this.text.split(" ").length;
  }
}
`,
};

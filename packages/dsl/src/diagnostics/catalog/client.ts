import { entry } from "./entry.ts";

/** JY90: what the generator says of a schema without errors. It asks for these by `clientDiagnostic`, since the compiler knows no client. */
export const clientMessages = {
  notGenerated: entry<{
    /** In words that stand in a sentence: `"User.name", which is …`. */
    part: string;
  }>({
    code: "JY9001",
    title: "Feature that no client has yet",
    explanation:
      "The language has more than the generator can write yet. A client that knows nothing of such a part would read or write its rows wrongly, so `joinery gen` writes none at all. The tables are made of it all the same.",
    rules: [],
    message: (p) => `no client can be generated yet with ${p.part}`,
    hint: () => "`@ignore` leaves a field out of the client, `@@ignore` a model",
  }),
  leftOut: entry<{
    /** In words that stand in a sentence: `the view "ActiveUser"`. */
    part: string;
  }>({
    code: "JY9002",
    severity: "warning",
    title: "Part that the client goes without",
    explanation:
      "The database has this part and the client does not, which harms nothing else in it. `@ignore` and `@@ignore` say that this is meant.",
    rules: [],
    message: (p) => `the client goes without ${p.part}`,
  }),
  methodsMissing: entry<{
    /** In words that stand at a sentence's beginning: `there is no file "user.ext.ts"`. */
    part: string;
    /** What to write into the file. */
    text: string;
  }>({
    code: "JY9003",
    title: "Methods that are not there",
    explanation:
      "`@@extend` names the file of your own methods, and a file that is called after the model, such as `user.ext.ts`, is found beside the schema's. It exports a class that extends the generated one. Joinery never writes into it.",
    rules: [],
    message: (p) => p.part,
    hint: (p) => `begin it so:\n${p.text}`,
  }),
};

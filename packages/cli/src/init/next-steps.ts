import type { CompilerOptions } from "../host/project.ts";
import type { Answers } from "./answers.ts";
import type { PackageJson } from "./package-json.ts";
import { providerFacts } from "./providers.ts";

export interface NewProject {
  readonly answers: Answers;
  /** Whether the schema was there before. */
  readonly ownSchema: boolean;
  readonly description: PackageJson;
  readonly options: CompilerOptions | null;
  /** What runs the generator. */
  readonly gen: string;
  /** What is still to be installed. */
  readonly pending: readonly string[];
  /** Whether there are errors in the schema, so that there is no client yet. */
  readonly hasFindings: boolean;
}

/** What a person does next, as text for a terminal. */
export function nextSteps(project: NewProject): string {
  const { answers, pending, gen, hasFindings, description } = project;
  const steps = [
    ...(hasFindings ? [`Mend the schema, then run: ${gen}`] : []),
    ...pending.map((command) => `Install what is missing: ${command}`),
    ...(description.hasOtherScript
      ? [`package.json has a script "gen" of its own, which stays: this one is \`${gen}\``]
      : []),
    ...(description.isCommonJs && answers.emit === "ts"
      ? [
          'The client is made of ES modules: package.json says "type": "commonjs", under which Node cannot load it as .js',
        ]
      : []),
    `Describe your models in ${answers.schema}, and after each change run: ${gen}`,
    `Use the client:\n\n${exampleText(project)}`,
  ];
  return `\nNext\n${steps.map((step) => `  - ${step}\n`).join("")}`;
}

function exampleText({ answers, ownSchema, options }: NewProject): string {
  const { output, client, provider, emit } = answers;
  // Node strips types of the file that is named; a compiler that writes JavaScript keeps the name as it is.
  const extension = emit === "ts" && (options === null || options.noEmit === true) ? "ts" : "js";
  const wait = client === "async" ? "await " : "";
  const lines = [
    `import { connect${ownSchema ? "" : ", User"} } from "./${output}/index.${extension}";`,
    "",
    `const db = connect("${providerFacts[provider].url}");`,
    `${wait}db.createAll(); // once`,
    ...(ownSchema
      ? []
      : [
          `const session = db.session();`,
          `session.add(new User({ email: "ann@example.org" }));`,
          `${wait}session.commit();`,
        ]),
  ];
  return lines.map((line) => (line === "" ? "" : `      ${line}`)).join("\n");
}

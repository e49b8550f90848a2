/**
 * The list of what one run wrote into an output directory, kept beside it. It tells a file that is as it was written from one that
 * somebody changed, and names what has no room for a header. Made of the schema and the options alone: no time, no absolute path, so
 * that the same schema gives the same bytes on every machine.
 *
 * Whoever merges branches may leave conflict marks in it. A manifest that cannot be read counts as none; the next run writes it anew.
 */
import { createHash } from "node:crypto";
import { contractVersion, type GeneratedFile, generatorVersion } from "@joinery/codegen";

export const manifestName = ".joinery-manifest.json";

const manifestVersion = 1;

/** What a client was made from. */
export interface ManifestOrigin {
  /** The schema's files as seen from the output directory, `/` between segments. */
  readonly schema: readonly string[];
  /** What was asked for, after flags, config and defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Manifest extends ManifestOrigin {
  readonly version: typeof manifestVersion;
  readonly generator: string;
  /** The version of the contract between client and runtime. */
  readonly contract: number;
  /** SHA-256 of each file's text, by its path in the output directory. */
  readonly files: Readonly<Record<string, string>>;
}

/** The manifest of these files, as one more of them: the last, since it tells of the others. */
export function manifestFile(files: readonly GeneratedFile[], { schema, options }: ManifestOrigin): GeneratedFile {
  const manifest: Manifest = {
    version: manifestVersion,
    generator: generatorVersion,
    contract: contractVersion,
    schema,
    options,
    files: Object.fromEntries(files.map((file) => [file.path, hashOnce(file)])),
  };
  return { path: manifestName, text: `${JSON.stringify(manifest, null, 2)}\n` };
}

/** The hashes that a manifest gives, by path; empty where there is none, or none that can be read. */
export function manifestHashes(text: string | null): ReadonlyMap<string, string> {
  if (text === null) return new Map();
  const files = filesIn(text);
  return new Map(Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function filesIn(text: string): object {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== "object" || manifest === null) return {};
    if (!("version" in manifest) || manifest.version !== manifestVersion) return {};
    return "files" in manifest && typeof manifest.files === "object" && manifest.files !== null ? manifest.files : {};
  } catch {
    return {};
  }
}

/** In watch mode a file that has not changed is the same object as in the run before. */
function hashOnce(file: GeneratedFile): string {
  const hash = hashes.get(file) ?? hashOf(file.text);
  hashes.set(file, hash);
  return hash;
}

const hashes = new WeakMap<GeneratedFile, string>();

/** Of a text whatever its line ends are: git changes them where it is told to, which is nobody's edit. */
export function hashOf(text: string): string {
  return createHash("sha256").update(withPlainLineEnds(text)).digest("hex");
}

export function withPlainLineEnds(text: string): string {
  return text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
}

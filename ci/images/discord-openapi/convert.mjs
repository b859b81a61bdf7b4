// Discord's published API description, as its npm package has it, made into one JSON file: for each operation and status the
// JSON Schema of the answer. Schemas come from the package's zod file, which answer an operation has from its types.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as spec from "discord-api-spec/zod";
import * as z from "zod";

const folder = dirname(fileURLToPath(import.meta.resolve("discord-api-spec/zod")));
const types = readFileSync(join(folder, "discord-api-spec.ts"), "utf8");
const paths = types.slice(types.indexOf("export interface Paths"));
const PIECES = /^  "(?<path>.+)": \{$|^    (?<method>get|put|post|patch|delete): \{$|^        "(?<status>\d+)":(?<type>[^;]+);$/gm;
const answers = {};
let path;
let method;

// Zod wants a Z at a moment's end; Discord writes +00:00.
function forgiveZones({ jsonSchema }) {
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
}

function partsOf(type) {
  return /^[\w[\]()|\s]+$/.test(type) ? (type.match(/\([^()]+\)\[\]|[\w[\]]+/g) ?? []) : [];
}

function schemaOf(type) {
  if (type.startsWith("(")) return { type: "array", items: { anyOf: partsOf(type.slice(1, -3)).map(schemaOf) } };
  if (type.endsWith("[]")) return { type: "array", items: schemaOf(type.slice(0, -2)) };
  if (type === "null") return { type: "null" };
  const schema = spec[`${type}Schema`];
  if (!schema) throw new Error(`no schema of ${type}`);
  return z.toJSONSchema(schema, { unrepresentable: "any", io: "input", override: forgiveZones });
}

for (const { groups } of paths.matchAll(PIECES)) {
  path = groups.path ?? path;
  method = groups.method?.toUpperCase() ?? method;
  const parts = partsOf(groups.type ?? "");
  if (parts.length === 0 || ["undefined", "never", "unknown", "string"].includes(parts[0])) continue;
  (answers[`${method} ${path}`] ??= {})[groups.status] = { anyOf: parts.map(schemaOf) };
}
writeFileSync(process.argv[2], JSON.stringify(answers));

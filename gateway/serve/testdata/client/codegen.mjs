import { operations, schemas } from "./schemas.mjs";

// What custom scalars are in TypeScript. strictScalars refuses any that is not listed.
const scalars = {
  Time: "string", bigint: "number", numeric: "number", timestamptz: "string", uuid: "string", jsonb: "unknown",
};

export default {
  generates: Object.fromEntries(
    Object.entries(schemas).map(([name, { url, headers }]) => [
      `generated/${name}.ts`,
      {
        schema: [{ [url]: { headers } }],
        documents: operations(name),
        plugins: ["typescript", "typescript-operations"],
        config: { scalars, strictScalars: true, skipTypename: true, enumsAsTypes: true },
      },
    ]),
  ),
};

// Fetches every schema as a client does, and checks it and the operations against it with
// graphql-js. Prints what is wrong, one line each, and ends with 1 if anything is.
import { readFileSync } from "node:fs";
import { buildClientSchema, buildSchema, getIntrospectionQuery, parse, printSchema, validate, validateSchema } from "graphql";
import { operations, schemas } from "./schemas.mjs";

const ask = async ({ url, headers }, query) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

const introspection = getIntrospectionQuery({ descriptions: true, directiveIsRepeatable: true, schemaDescription: true });
let wrong = 0;
for (const [name, where] of Object.entries(schemas)) {
  const complain = (errors) => errors.forEach((e) => (wrong++, console.log(`${name}: ${e.message}`)));
  const schema = buildClientSchema(await ask(where, introspection));
  complain(validateSchema(schema));
  complain(validateSchema(buildSchema(printSchema(schema))));
  complain(validate(schema, parse(readFileSync(operations(name), "utf8"))));
  console.log(`${name}: ${Object.keys(schema.getTypeMap()).length} types`);
}
process.exitCode = wrong ? 1 : 0;

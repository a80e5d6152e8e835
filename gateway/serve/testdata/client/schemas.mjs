// The schemas a gateway over the shop shows, by name: where, to whom, and the operations that
// a client of that schema has.
const endpoint = process.env.WEFT_ENDPOINT;
const customer = { "x-hasura-role": "customer", "x-hasura-user-id": "7" };

export const schemas = {
  admin: { url: endpoint + "/v1/graphql", headers: {} },
  customer: { url: endpoint + "/v1/graphql", headers: customer },
  anonymous: { url: endpoint + "/v1/graphql", headers: { "x-hasura-role": "anonymous" } },
  stranger: { url: endpoint + "/v1/graphql", headers: { "x-hasura-role": "stranger" } },
  relay: { url: endpoint + "/v1beta1/relay", headers: {} },
  relayCustomer: { url: endpoint + "/v1beta1/relay", headers: customer },
};

export const operations = (name) => new URL(`operations/${name}.graphql`, import.meta.url).pathname;

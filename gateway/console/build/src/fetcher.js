import { getOperationAST } from 'graphql';
import { createClient } from 'graphql-ws';

// createFetcher returns what GraphiQL runs operations with: POST for queries and mutations,
// a socket (graphql-transport-ws) for subscriptions. Headers of the header editor go with
// both; on a socket they travel in the payload of connection_init.
export function createFetcher(endpoint) {
  return (params, options = {}) => {
    const operation = options.documentAST && getOperationAST(options.documentAST, params.operationName);
    return operation?.operation === 'subscription'
      ? subscribe(endpoint, params, options.headers)
      : post(endpoint, params, options.headers);
  };
}

async function post(endpoint, params, headers) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(params),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The server answered ${response.status} with something that is not JSON: ${text.slice(0, 200)}`);
  }
}

// Each subscription has a socket of its own: headers belong to a socket, and GraphiQL runs
// one subscription per tab.
function subscribe(endpoint, params, headers) {
  const url = new URL(endpoint, window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const client = createClient({ url: url.href, connectionParams: { headers: headers ?? {} } });
  return client.iterate(params);
}

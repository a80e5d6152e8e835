// openStorage returns the browser's storage for GraphiQL, filled with the sample tabs on the
// first visit. Its keys carry a mark of the samples: a server with other samples, on the same
// address at another time, begins with its own.
//
// GraphiQL's property defaultTabs would do, but it leaves the first tab's headers out.
export function openStorage(tabs) {
  const storage = new PrefixedStorage(`weft:${mark(JSON.stringify(tabs))}:`);
  if (tabs.length > 0 && storage.getItem('graphiql:tabState') === null) {
    fill(storage, tabs);
  }
  return storage;
}

function fill(storage, tabs) {
  const states = tabs.map((tab, index) => ({
    id: `sample-${index}`,
    title: tab.name,
    query: tab.query,
    variables: tab.variables,
    headers: tab.headers,
    operationName: tab.name,
    response: null,
  }));
  storage.setItem('graphiql:tabState', JSON.stringify({ activeTabIndex: 0, tabs: states }));
  storage.setItem('graphiql:shouldPersistHeaders', 'true');
  for (const part of ['query', 'variables', 'headers']) {
    storage.setItem(`graphiql:${part}`, tabs[0][part]);
  }
}

// mark is a short hash of a text (FNV-1a, 32 bits).
function mark(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}

// PrefixedStorage is the part of the Storage interface GraphiQL uses, over localStorage.
class PrefixedStorage {
  constructor(prefix) {
    this.prefix = prefix;
  }
  keys() {
    return Object.keys(window.localStorage).filter((key) => key.startsWith(this.prefix));
  }
  get length() {
    return this.keys().length;
  }
  getItem(key) {
    return window.localStorage.getItem(this.prefix + key);
  }
  setItem(key, value) {
    window.localStorage.setItem(this.prefix + key, value);
  }
  removeItem(key) {
    window.localStorage.removeItem(this.prefix + key);
  }
  clear() {
    this.keys().forEach((key) => window.localStorage.removeItem(key));
  }
}

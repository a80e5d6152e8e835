import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './page.css';
import { createFetcher } from './fetcher.js';
import { SchemaFollowsHeaders } from './schema-follows-headers.js';
import { openStorage } from './storage.js';

const settings = JSON.parse(document.getElementById('settings').textContent);

createRoot(document.getElementById('console')).render(
  <GraphiQL
    fetcher={createFetcher(settings.endpoint)}
    storage={openStorage(settings.tabs)}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders
  >
    <GraphiQL.Logo>
      <span className="graphiql-logo-link">Weft</span>
      <SchemaFollowsHeaders />
    </GraphiQL.Logo>
  </GraphiQL>,
);

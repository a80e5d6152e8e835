import { useEditorContext, useSchemaStore } from '@graphiql/react';
import { useEffect, useRef } from 'react';

// SchemaFollowsHeaders fetches the schema again when another tab is opened or the header
// editor is left with other headers than those the schema was fetched with: each role has a
// schema of its own.
export function SchemaFollowsHeaders() {
  const { headerEditor, activeTabIndex } = useEditorContext({ nonNull: true });
  const introspect = useSchemaStore((state) => state.introspect);
  const fetchedWith = useRef('');
  useEffect(() => {
    if (!headerEditor) {
      return undefined;
    }
    const refresh = () => {
      const headers = headerEditor.getValue();
      if (headers !== fetchedWith.current && isObject(headers)) {
        fetchedWith.current = headers;
        introspect();
      }
    };
    // GraphiQL's own effects of this turn, which run after this one, tell its schema store
    // which editor holds the headers.
    const first = setTimeout(refresh);
    headerEditor.on('blur', refresh);
    return () => {
      clearTimeout(first);
      headerEditor.off('blur', refresh);
    };
  }, [headerEditor, activeTabIndex, introspect]);
  return null;
}

// isObject tells whether a text is what the header editor may hold when a request is sent.
function isObject(text) {
  if (text.trim() === '') {
    return true;
  }
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

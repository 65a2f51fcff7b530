/**
 * The document in which figures are built: the page's own in a browser, linkedom's elsewhere.
 *
 * linkedom is loaded only where there is no document, so a browser does not fetch it. Its build for workers is one file
 * without dependencies, which starts faster and which bundlers accept.
 */

async function documentHere(): Promise<Document> {
  if (typeof document !== 'undefined') return document;
  const { parseHTML } = await import('linkedom/worker');
  return parseHTML('<!doctype html><html><head></head><body></body></html>').document;
}

export const figureDocument: Document = await documentHere();

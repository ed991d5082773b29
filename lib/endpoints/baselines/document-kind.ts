import { invalidBaseline, shown } from './invalid-baseline';
import { isObject } from '../../templates/is-object';

/** The kinds of files that tell which endpoints a release serves. */
export type DocumentKind = 'template' | 'openapi' | 'recorded';

const KINDS: Record<DocumentKind, { readonly name: string; readonly factory: string }> = {
  template: { name: 'a CloudFormation template (it would have Resources)', factory: 'EndpointBaseline.fromTemplateFile' },
  openapi: { name: 'an OpenAPI document (it would have openapi or swagger, and paths)', factory: 'EndpointBaseline.fromOpenApi' },
  recorded: { name: 'a recorded baseline (it would have endpointBaseline and endpoints)', factory: 'EndpointBaseline.fromFile' },
};

/** What a document is, judged by its top-level members. Undefined for anything else. */
export function kindOfDocument(document: Record<string, any>): DocumentKind | undefined {
  if ('endpointBaseline' in document) { return 'recorded'; }
  if ('openapi' in document || 'swagger' in document) { return 'openapi'; }
  return isObject(document.Resources) ? 'template' : undefined;
}

/** @throws if the document is of another kind, naming the method that reads that kind */
export function expectKind(kind: DocumentKind, document: Record<string, any>, where: string): void {
  const found = kindOfDocument(document);
  if (found === kind) { return; }
  const instead = found
    ? `is ${KINDS[found].name.replace(/ \(.*/, '')}; read it with ${KINDS[found].factory}.`
    : `has the members ${shown(Object.keys(document).slice(0, 5).join(', '))}. Check that it is the file you meant.`;
  throw invalidBaseline('BaselineWrongKind', where, `is not ${KINDS[kind].name}; it ${instead}`);
}

/** Everything that reads a baseline out of a file or a document. */
export { readBaselineFile } from './baseline-file';
export { readDocument } from './document-file';
export { invalidBaseline, shown } from './invalid-baseline';
export { routesFromOpenApi } from './openapi-routes';
export { readTemplateFile } from './template-file';
export { routesFromTemplate } from './template-routes';

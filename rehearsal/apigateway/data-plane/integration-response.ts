import { Integration, IntegrationResponse } from '../model';
import { RoutedMethod } from '../routed-method';
import { IntegrationAnswer } from './integration-answer';
import { renderTemplate } from './mapping-template';
import { HttpResponse, RoutedRequest } from './messages';

/** What a backend said. */
export interface BackendAnswer {
  /** What the selection patterns look at: the backend's status, or a function's error message ('' when it returned). */
  readonly selector: string;
  readonly body: string;
  /** Names in lower case. @default - none */
  readonly headers?: HttpResponse['headers'];
}

/**
 * Maps what a backend said through the method's integration responses.
 *
 * @throws VelocityError when the template is not played
 */
export function mappedResponse(integration: Integration, routed: RoutedRequest, route: RoutedMethod, answer: BackendAnswer): IntegrationAnswer {
  const chosen = choose(integration.integrationResponses, answer.selector);
  if (!chosen) { return { outcome: 'configuration-error', cause: 'No match for output mapping and no default output mapping configured' }; }
  const contentType = Object.keys(chosen.responseTemplates ?? {})[0] ?? 'application/json';
  const template = chosen.responseTemplates?.[contentType];
  const rendered = template ? renderTemplate(template, routed, route, answer.body) : { text: answer.body, status: undefined, headers: {} };
  const overridden = Object.fromEntries(Object.entries(rendered.headers).map(([name, value]) => [name, [value]]));
  return {
    outcome: 'answered',
    response: {
      status: rendered.status ?? Number(chosen.statusCode),
      headers: { 'content-type': [contentType], ...mappedHeaders(chosen, answer), ...overridden },
      body: rendered.text,
    },
  };
}

function choose(responses: readonly IntegrationResponse[], selector: string): IntegrationResponse | undefined {
  return responses.find(({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`, 's').test(selector))
    ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

/** Literals, and headers of the backend. */
function mappedHeaders({ responseParameters = {} }: IntegrationResponse, { headers = {} }: BackendAnswer): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(responseParameters).flatMap(([parameter, expression]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(parameter)?.[1];
    const literal = /^'(.*)'$/.exec(expression)?.[1];
    const source = /^integration\.response\.header\.(.+)$/.exec(expression)?.[1];
    const values = literal === undefined ? headers[source?.toLowerCase() ?? ''] : [literal];
    return name === undefined || values === undefined ? [] : [[name.toLowerCase(), values]];
  }));
}

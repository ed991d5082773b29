import { Integration, IntegrationResponse } from '../model';
import { Route } from '../route';
import { IntegrationAnswer } from './integration-answer';
import { renderTemplate } from './mapping-template';
import { RoutedRequest } from './messages';

/**
 * Maps what a backend said through the method's integration responses.
 *
 * @param selector what the selection patterns look at: the backend's status, or a function's error message ('' when it returned)
 */
export function mappedResponse(
  integration: Integration, routed: RoutedRequest, route: Route, selector: string, payload: string,
): IntegrationAnswer {
  const chosen = choose(integration.integrationResponses, selector);
  if (!chosen) return { outcome: 'configuration-error', cause: 'No match for output mapping and no default output mapping configured' };
  const contentType = Object.keys(chosen.responseTemplates ?? {})[0] ?? 'application/json';
  const template = chosen.responseTemplates?.[contentType];
  return {
    outcome: 'answered',
    response: {
      status: Number(chosen.statusCode),
      headers: { 'content-type': [contentType], ...staticHeaders(chosen) },
      body: template ? renderTemplate(template, routed, route, payload) : payload,
    },
  };
}

function choose(responses: readonly IntegrationResponse[], selector: string): IntegrationResponse | undefined {
  return responses.find(({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`, 's').test(selector))
    ?? responses.find(({ selectionPattern }) => !selectionPattern);
}

function staticHeaders({ responseParameters = {} }: IntegrationResponse): Record<string, string[]> {
  return Object.fromEntries(Object.entries(responseParameters).flatMap(([parameter, value]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(parameter)?.[1];
    const literal = /^'(.*)'$/.exec(value)?.[1];
    return name === undefined || literal === undefined ? [] : [[name.toLowerCase(), [literal]]];
  }));
}

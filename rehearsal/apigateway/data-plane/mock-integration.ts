import { Integration } from '../model';
import { Route } from '../route';
import { IntegrationAnswer } from './integration-answer';
import { mappedResponse } from './integration-response';
import { renderTemplate } from './mapping-template';
import { RoutedRequest } from './messages';

/** A MOCK integration: its request template says the status, its integration response says the rest. */
export function answerMock(integration: Integration, routed: RoutedRequest, route: Route): IntegrationAnswer {
  const template = integration.requestTemplates?.['application/json'];
  const status = template === undefined ? undefined : statusCodeIn(renderTemplate(template, routed, route, routed.request.body ?? ''));
  if (status === undefined) return { outcome: 'configuration-error', cause: 'Unable to parse statusCode. It should be an integer defined in the request template.' };
  return mappedResponse(integration, routed, route, status, '');
}

/** Templates write `{ statusCode: 200 }` with and without quotes; Velocity's reader takes both. */
function statusCodeIn(rendered: string): string | undefined {
  return /["']?statusCode["']?\s*:\s*["']?(\d{3})["']?/.exec(rendered)?.[1];
}

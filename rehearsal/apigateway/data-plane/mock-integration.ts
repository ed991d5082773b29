import { Integration } from '../model';
import { RoutedMethod } from '../routed-method';
import { IntegrationAnswer } from './integration-answer';
import { mappedResponse } from './integration-response';
import { RoutedRequest } from './messages';
import { mappedBody } from './request-template';

/** A MOCK integration: its request template says the status, its integration response says the rest. */
export function answerMock(integration: Integration, routed: RoutedRequest, route: RoutedMethod): IntegrationAnswer {
  const mapped = mappedBody(integration, routed, route);
  if (mapped === 'unsupported-media-type') { return { outcome: mapped, cause: 'Unsupported media type for mapping' }; }
  const status = statusCodeIn(mapped.body);
  if (status === undefined) {
    return { outcome: 'no-status', cause: 'Unable to parse statusCode. It should be an integer defined in the request template.' };
  }
  return mappedResponse(integration, routed, route, { selector: status, body: '' });
}

/** Templates write `{ statusCode: 200 }` with and without quotes. Velocity's reader takes both. */
function statusCodeIn(rendered: string): string | undefined {
  return /["']?statusCode["']?\s*:\s*["']?(\d{3})["']?/.exec(rendered)?.[1];
}

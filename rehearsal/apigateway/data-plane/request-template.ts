import { Integration } from '../model';
import { RoutedMethod } from '../routed-method';
import { renderTemplate } from './mapping-template';
import { RoutedRequest } from './messages';
import { headerOf } from './request-values';

/** The body for the backend, or that the integration takes no such media type (AWS answers 415). */
export type RequestBody = { readonly body: string } | 'unsupported-media-type';

/**
 * Maps a request's body by the template for its media type. Without one, `passthroughBehavior` decides.
 *
 * @throws VelocityError when the template is not played
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function mappedBody(integration: Integration, routed: RoutedRequest, route: RoutedMethod): RequestBody {
  const { body = '' } = routed.request;
  const templates = integration.requestTemplates ?? {};
  const mediaType = (headerOf(routed.request, 'content-type') ?? 'application/json').split(';')[0].trim().toLowerCase();
  const template = Object.entries(templates).find(([type]) => type.toLowerCase() === mediaType)?.[1];
  if (template !== undefined) { return { body: renderTemplate(template, routed, route, body).text }; }
  const { passthroughBehavior = 'WHEN_NO_MATCH' } = integration;
  const refused = passthroughBehavior === 'NEVER' || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(templates).length > 0);
  return refused ? 'unsupported-media-type' : { body };
}

import { ApiSummary, routesFromApiSummary } from './api-summary';
import { RecordedEndpoints } from './baseline-file';
import { TemplateSource, routesFromTemplate } from './template-routes';

/** What to record of a live stage: the summary of the deployment that it points at (`GetDeployment` with `embed=apisummary`). */
export function recordFromApiSummary(summary: ApiSummary, stage: string): RecordedEndpoints {
  return { stage, routes: routesFromApiSummary(summary) };
}

/**
 * What to record of a template in a cloud assembly.
 *
 * @throws if the template doesn't tell its endpoints
 */
export function recordFromTemplate(source: TemplateSource): RecordedEndpoints {
  return { routes: routesFromTemplate(source) };
}

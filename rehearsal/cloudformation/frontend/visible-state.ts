import { CloudFormationService } from '../cloudformation-service';
import { deliveredValue } from '../custom-resource/delivered-value';
import { StackEvent, StackRecord } from '../stack-record';
import { StackResource } from '../stack-resource';

/** How far reads lag behind, under the hypothesis that they do. */
const LAG_MILLISECONDS = 4_000;

/** The events that a client can read by now, oldest first. */
export function visibleEvents({ hypotheses, now }: CloudFormationService, stack: StackRecord): ReadonlyArray<StackEvent> {
  if (hypotheses.stackReads === 'current') { return stack.events; }
  const until = now().getTime() - LAG_MILLISECONDS;
  return stack.events.filter(({ timestamp }) => timestamp.getTime() <= until);
}

/** A resource as a client can read it by now. Undefined when it is too new. */
export function visibleResource(service: CloudFormationService, stack: StackRecord, logicalId: string): StackResource | undefined {
  const resource = stack.resources.get(logicalId);
  if (resource === undefined || service.hypotheses.stackReads === 'current') { return resource; }
  const event = [...visibleEvents(service, stack)].reverse().find((each) => each.logicalId === logicalId);
  if (event === undefined) { return undefined; }
  return {
    ...resource,
    physicalId: event.physicalId || undefined,
    status: event.status as StackResource['status'],
    statusReason: event.reason,
    lastUpdated: event.timestamp,
  };
}

/** The properties of an event as DescribeStackEvents shows them. */
export function shownProperties({ hypotheses }: CloudFormationService, { type, properties }: StackEvent): string | undefined {
  if (properties === undefined) { return undefined; }
  const isCustom = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
  if (!isCustom || hypotheses.eventProperties === 'native') { return JSON.stringify(properties); }
  return hypotheses.eventProperties === 'text' ? JSON.stringify(deliveredValue(properties)) : undefined;
}

import { CloudFormationService } from '../cloudformation-service';
import { deliveredValue } from '../custom-resource/delivered-value';
import { isCustomResource } from '../custom-resource/is-custom-resource';
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

/** The resources of a stack as lists have them: with what was retained when it left the template, under the hypothesis that they have it. */
export function listedResources({ hypotheses }: CloudFormationService, { resources, retained }: StackRecord): StackResource[] {
  const left = hypotheses.retainedResources === 'gone' ? [] : [...retained.values()].filter(({ definition }) => !resources.has(definition.logicalId));
  return [...resources.values(), ...left];
}

/** Clients read the same history again and again. */
const shown = new WeakMap<StackEvent, string>();

/** The properties of an event as DescribeStackEvents shows them. */
export function shownProperties({ hypotheses }: CloudFormationService, event: StackEvent): string | undefined {
  const { type, properties } = event;
  const isCustom = isCustomResource(type);
  if (properties === undefined || (isCustom && hypotheses.eventProperties === 'absent')) { return undefined; }
  const known = shown.get(event);
  if (known !== undefined) { return known; }
  const text = JSON.stringify(isCustom && hypotheses.eventProperties === 'text' ? deliveredValue(properties) : properties);
  shown.set(event, text);
  return text;
}

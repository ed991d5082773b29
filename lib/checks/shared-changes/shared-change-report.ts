import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { changeMessage } from './change-message';
import { sharedChanges } from './shared-changes';
import { TodaysResources } from './todays-resources';
import { owningConstruct } from '../../construct-tree/owning-construct';
import { EndpointBaseline } from '../../endpoints/endpoint-baseline';
import { addLateWarning, addNote } from '../../messages/annotations';
import { ReleasedStage } from '../../release/released-stage';
import { NamedFragment, templateResources } from '../../templates/template-resources';

/** Functions and aliases, by logical id, that are reported for not being versioned, whatever becomes of them. Known when the app is complete. */
export type Reported = () => ReadonlySet<string>;

/**
 * Warns, when the app is complete, of every change that reaches base and canary release alike in this very deploy.
 *
 * The baseline has to be a deployed template.
 */
export function attachSharedChangeReport(released: ReleasedStage, baseline: EndpointBaseline, reported: Reported): void {
  released.release.node.addValidation({
    validate: () => {
      if (released.isHeld()) { report(released, baseline, reported()); }
      return [];
    },
  });
}

function report({ release, api, stage, stageName }: ReleasedStage, baseline: EndpointBaseline, reported: ReadonlySet<string>): void {
  const { template, readAsset, apiLogicalId } = baseline._template()!;
  const today = new TodaysResources(Stack.of(api));
  const released = { api: Stack.of(api).resolve(api.logicalId), stage: today.idOf(stage) ?? '', stageName };
  const { resources: base, unread } = templateResources(template, readAsset);
  if (!base.has(released.api) || (apiLogicalId ?? released.api) !== released.api) {
    return reportNotCompared(release, baseline, `it has no API with the logical id ${released.api}`);
  }
  if (unread.length > 0) { reportNotCompared(release, baseline, `the templates of nested stacks are not beside it (${unread.join(', ')})`); }
  for (const change of sharedChanges(base, today, released)) {
    if (change.kind === 'changed' && reported.has(change.id.split('/').pop()!)) { continue; }
    const resource = today.constructOf(change.id);
    const construct = resource && owningConstruct(resource);
    const message = changeMessage(change, construct?.node.path ?? pathInTemplate(base.get(change.id)!));
    addLateWarning(construct ?? release, 'sharedChange', message, baseline._source);
  }
}

/** Not compared is never the same as unchanged. */
function reportNotCompared(release: Construct, baseline: EndpointBaseline, reason: string): void {
  addNote(release, 'sharedNotCompared', baseline._source, reason);
}

/** The path of the construct that owned a resource, as CDK writes it into a template. Otherwise its logical id. */
function pathInTemplate({ id, fragment }: NamedFragment): string {
  const path = fragment.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path.replace(/\/(Resource|Default)$/, '') : id;
}

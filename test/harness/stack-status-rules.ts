import { StackRecord } from '../../rehearsal/cloudformation/stack-record';
import { StackResource } from '../../rehearsal/cloudformation/stack-resource';
import { LocalAws } from '../../rehearsal/local-aws';

/** What became of a call of a rule's target. */
export interface RuleCall {
  readonly rule: string;
  readonly outcome: string;
  readonly error?: string;
}

/**
 * Rules that wait for the status of a stack, as EventBridge would match them.
 *
 * The engine's bus has no rules: here they are read in the stacks, and their targets are called behind each deploy.
 */
export class StackStatusRules {
  readonly calls: RuleCall[] = [];
  /** How many events of each stack were seen. */
  private readonly seen = new Map<string, number>();

  constructor(private readonly aws: () => LocalAws) {}

  /** Everything that has happened since. */
  async deliver(): Promise<void> {
    for (const stack of this.aws().cloudFormation.stacks) {
      const { identity: { stackId }, events } = stack;
      const since = events.slice(this.seen.get(stackId) ?? 0).filter(({ physicalId }) => physicalId === stackId);
      this.seen.set(stackId, events.length);
      for (const { status } of since) {
        await this.call(({ EventPattern: pattern }) => pattern?.source?.includes('aws.cloudformation')
          && pattern['detail-type'].includes('CloudFormation Stack Status Change')
          && pattern.detail['stack-id'].includes(stackId)
          && pattern.detail['status-details'].status.includes(status));
      }
    }
  }

  /** Whatever has happened since, nobody hears of it. */
  forget(): void {
    for (const { identity: { stackId }, events } of this.aws().cloudFormation.stacks) { this.seen.set(stackId, events.length); }
  }

  /** A day has passed. */
  async daily(): Promise<void> {
    await this.call(({ ScheduleExpression }) => ScheduleExpression === 'rate(1 day)');
  }

  private async call(matches: (properties: any) => boolean): Promise<void> {
    for (const rule of this.aws().cloudFormation.stacks.flatMap(rulesIn).filter(({ properties }) => matches(properties))) {
      for (const { Arn: arn, Input: input } of (rule.properties as any).Targets) {
        const caller = { servicePrincipal: 'events.amazonaws.com', sourceArn: String(rule.attributes.Arn) };
        const { lambda, clock } = this.aws();
        const result: any = await clock.passUntil(lambda.invoke(arn, JSON.parse(input), caller));
        this.calls.push({ rule: rule.definition.logicalId, outcome: result.outcome, error: result.errorMessage });
      }
    }
  }
}

function rulesIn({ status, resources }: StackRecord): StackResource[] {
  return status === 'DELETE_COMPLETE' ? [] : [...resources.values()].filter(({ definition }) => definition.type === 'AWS::Events::Rule');
}

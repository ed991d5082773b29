import { FakeCloud, thing } from './fake-cloud';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { LIKELY_HYPOTHESES } from '../../../rehearsal/hypotheses';

interface CustomResourceEvent {
  RequestType: string;
  RequestId: string;
  ResponseURL: string;
  StackId: string;
  LogicalResourceId: string;
  ResourceType: string;
  PhysicalResourceId?: string;
  ResourceProperties: Record<string, unknown>;
  OldResourceProperties?: Record<string, unknown>;
}

type Answer = Record<string, unknown> | string | 'fails' | undefined;

const stackName = 'shop';
const ServiceToken = 'arn:aws:lambda:us-east-1:123456789012:function:driver';

/** A stack whose custom resource is answered by `answer`. An answer of undefined sends no response, `fails` is a failed invocation. */
function engine(answer: (event: CustomResourceEvent) => Answer, rollbackDeliversPhysicalId: 'changed' | 'previous' = 'changed') {
  const events: CustomResourceEvent[] = [];
  const cloud = new FakeCloud();
  const cloudFormation: CloudFormationService = new CloudFormationService({
    types: cloud.types,
    hypotheses: { ...LIKELY_HYPOTHESES, rollbackDeliversPhysicalId },
    functions: {
      invoke: async (functionArn, event) => {
        expect(functionArn).toBe(ServiceToken);
        const request = event as CustomResourceEvent;
        events.push(request);
        const given = answer(request);
        if (given === 'fails') { return { outcome: 'failed' }; }
        if (given !== undefined) {
          const { StackId, RequestId, LogicalResourceId } = request;
          const body = typeof given === 'string' ? given
            : JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'physical-1', StackId, RequestId, LogicalResourceId, ...given });
          cloudFormation.responses.deliver(request.ResponseURL, body);
        }
        return { outcome: 'returned' };
      },
    },
  });
  const template = (properties: object, others: Record<string, ReturnType<typeof thing>> = {}) =>
    ({ Resources: { Driver: { Type: 'Custom::Driver', Properties: { ServiceToken, ...properties } }, ...others } });
  const summary = (): string[] => events.map(({ RequestType, PhysicalResourceId }) => `${RequestType} ${PhysicalResourceId ?? ''}`.trim());
  return { events, cloud, cloudFormation, template, summary };
}

/** Answers every request with a physical id that follows from property V. */
const renaming = (event: CustomResourceEvent): Answer => ({ PhysicalResourceId: `physical-${String(event.ResourceProperties.V)}` });

const failing = { F: thing({ Fail: true }, { DependsOn: 'Driver' }) };

describe('a custom resource', () => {
  test('receives every scalar property as a string', async () => {
    const { events, cloudFormation, template } = engine(() => ({}));
    await cloudFormation.createStack({ stackName, template: template({ Percent: 10, Enabled: true, Deep: [{ Zero: 0, Text: 'x' }] }) });
    expect(events[0].ResourceProperties).toEqual({ ServiceToken, Percent: '10', Enabled: 'true', Deep: [{ Zero: '0', Text: 'x' }] });
    expect(events[0]).toMatchObject({ RequestType: 'Create', ResourceType: 'Custom::Driver', LogicalResourceId: 'Driver' });
    expect(events[0].PhysicalResourceId).toBeUndefined();
  });

  test('gives its Data as attributes and its physical id as Ref', async () => {
    const { cloud, cloudFormation, template } = engine(() => ({ Data: { BaseDeploymentId: 'abc' } }));
    const dependent = thing({ Value: { 'Fn::Sub': '${Driver} ${Driver.BaseDeploymentId}' } });
    await cloudFormation.createStack({ stackName, template: template({}, { D: dependent }) });
    expect([...cloud.things.values()]).toEqual([{ Value: 'physical-1 abc' }]);
  });

  test('that changes an attribute in its update changes its dependents', async () => {
    const { cloud, cloudFormation, template } = engine((event) => ({ Data: { Id: event.ResourceProperties.V } }));
    const dependent = { D: thing({ Value: { 'Fn::GetAtt': ['Driver', 'Id'] } }) };
    await cloudFormation.createStack({ stackName, template: template({ V: 1 }, dependent) });
    await cloudFormation.updateStack({ stackName, template: template({ V: 2 }, dependent) });
    expect(cloud.calls).toEqual(['create D-1', 'update D-1 "1" -> "2"']);
  });

  test('gets an Update with old and new swapped when the update is rolled back', async () => {
    const { events, cloudFormation, template } = engine(() => ({}));
    await cloudFormation.createStack({ stackName, template: template({ V: 1 }) });
    await cloudFormation.updateStack({ stackName, template: template({ V: 2 }, failing) });
    const swapped = events.slice(1).map(({ RequestType, ResourceProperties, OldResourceProperties }) =>
      [RequestType, ResourceProperties.V, OldResourceProperties?.V]);
    expect(swapped).toEqual([['Update', '2', '1'], ['Update', '1', '2']]);
  });

  test('gets that Update too when it was the one that failed', async () => {
    const { cloudFormation, template, summary } = engine(({ ResourceProperties }) =>
      ResourceProperties.V === '2' ? { Status: 'FAILED', Reason: 'refused' } : {});
    await cloudFormation.createStack({ stackName, template: template({ V: 1 }) });
    const result = await cloudFormation.updateStack({ stackName, template: template({ V: 2 }) });
    expect(summary()).toEqual(['Create', 'Update physical-1', 'Update physical-1']);
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const words = /^Received response status \[FAILED\] from custom resource. Message returned: refused \(RequestId: [0-9a-f-]{36}\)$/;
    expect(result.reason).toMatch(words);
  });

  test('is deleted under its superseded physical id in the cleanup when its update returns another', async () => {
    const { cloudFormation, template, summary } = engine(renaming);
    await cloudFormation.createStack({ stackName, template: template({ V: 1 }) });
    await cloudFormation.updateStack({ stackName, template: template({ V: 2 }) });
    expect(summary()).toEqual(['Create', 'Update physical-1', 'Delete physical-1']);
  });

  test.each([
    ['changed', ['Create', 'Update physical-1', 'Update physical-2', 'Delete physical-2']],
    ['previous', ['Create', 'Update physical-1', 'Update physical-1', 'Delete physical-2']],
  ] as const)('that changed its physical id in a failed update is rolled back under the %s one', async (hypothesis, expected) => {
    const { cloudFormation, template, summary } = engine(renaming, hypothesis);
    await cloudFormation.createStack({ stackName, template: template({ V: 1 }) });
    await cloudFormation.updateStack({ stackName, template: template({ V: 2 }, failing) });
    expect(summary()).toEqual(expected);
    expect(cloudFormation.find(stackName)!.resources.get('Driver')!.physicalId).toBe('physical-1');
  });

  test('whose create failed is deleted in the rollback, under the physical id it named', async () => {
    const { cloudFormation, template, summary } = engine((event) => event.RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no' } : {});
    const result = await cloudFormation.createStack({ stackName, template: template({}) });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(summary()).toEqual(['Create', 'Delete physical-1']);
  });

  test('whose failed create named no physical id is deleted under a generated one', async () => {
    const { cloudFormation, template, summary } = engine((event) =>
      event.RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no', PhysicalResourceId: undefined } : {});
    const result = await cloudFormation.createStack({ stackName, template: template({}) });
    expect(result.reason).toContain("Vendor response doesn't contain PhysicalResourceId key");
    expect(summary()[1]).toMatch(/^Delete shop-Driver-[A-Z0-9]{12}$/);
  });

  test('that never responds fails like one that timed out', async () => {
    const { cloudFormation, template, events } = engine((event) => event.RequestType === 'Create' ? undefined : {});
    const result = await cloudFormation.createStack({ stackName, template: template({ ServiceTimeout: 60 }) });
    expect(result.reason).toContain(
      `CloudFormation did not receive a response from your custom resource. Please check your logs for requestId [${events[0].RequestId}]`,
    );
  });

  test('whose code fails is invoked twice more with the same request, and may respond then', async () => {
    let invocations = 0;
    const { cloudFormation, template, events } = engine(() => ++invocations < 3 ? 'fails' : {});
    const result = await cloudFormation.createStack({ stackName, template: template({}) });
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(events).toHaveLength(3);
    expect(new Set(events.map(({ RequestId }) => RequestId)).size).toBe(1);
  });

  test('fails when its response is longer than 4096 bytes, and not when it is exactly that long', async () => {
    const padded = (bytes: number) => (event: CustomResourceEvent): string => {
      const { StackId, RequestId, LogicalResourceId } = event;
      const base = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'physical-1', StackId, RequestId, LogicalResourceId, Data: { x: '' } });
      return base.replace('"x":""', `"x":"${'a'.repeat(bytes - base.length)}"`);
    };
    const atLimit = engine(padded(4096));
    expect((await atLimit.cloudFormation.createStack({ stackName, template: atLimit.template({}) })).status).toBe('CREATE_COMPLETE');
    const above = engine((event) => event.RequestType === 'Create' ? padded(4097)(event) : {});
    expect((await above.cloudFormation.createStack({ stackName, template: above.template({}) })).reason).toBe('Response object is too long.');
  });

  test('survives a duplicate delivery: the first response counts', async () => {
    let invocations = 0;
    const { cloudFormation, template, events } = engine(() => ({ Data: { N: ++invocations } }));
    cloudFormation.inject(({ type }) => type === 'Custom::Driver' ? { kind: 'duplicate' } : undefined);
    await cloudFormation.createStack({ stackName, template: template({}) });
    expect(events.map(({ RequestId }) => RequestId)).toEqual([events[0].RequestId, events[0].RequestId]);
    expect(cloudFormation.find(stackName)!.resources.get('Driver')!.attributes).toEqual({ N: 1 });
  });

  test('cannot move to another function, and rolls back from the attempt', async () => {
    const { cloudFormation, template, summary } = engine(() => ({}));
    await cloudFormation.createStack({ stackName, template: template({}) });
    const result = await cloudFormation.updateStack({ stackName, template: template({ ServiceToken: `${ServiceToken}2` }) });
    expect(result.reason).toBe('Modifying service token is not allowed.');
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(summary()).toEqual(['Create', 'Update physical-1']);
  });
});

import * as fc from 'fast-check';
import { FakeCloud } from './fake-cloud';
import { Resources, stackName } from './given-stack';
import { CloudFormationService } from '../../../rehearsal/cloudformation/cloudformation-service';
import { Fault } from '../../../rehearsal/cloudformation/resource-operation';
import { allHypotheses } from '../../../rehearsal/hypotheses';

const IDS = ['A', 'B', 'C', 'D', 'E', 'F'];

/** Resources that refer only to earlier ones, so there is no circle. */
const resources: fc.Arbitrary<Resources> = fc.tuple(...IDS.map((id, index) => fc.record({
  present: fc.boolean(),
  name: fc.constantFrom('x', 'y'),
  value: fc.integer({ min: 0, max: 2 }),
  dependencies: fc.subarray(IDS.slice(0, index)),
  deletion: fc.constantFrom('Delete', 'Delete', 'Retain', 'RetainExceptOnCreate'),
  replacement: fc.constantFrom('Delete', 'Delete', 'Retain'),
}).map((shape) => ({ id, ...shape })))).map((shapes) => {
  const present = shapes.filter((shape) => shape.present || shape.id === 'A');
  return Object.fromEntries(present.map((shape) => [shape.id, {
    Type: 'Test::Thing',
    Properties: {
      Name: shape.name,
      Value: shape.value,
      To: shape.dependencies.filter((id) => present.some((other) => other.id === id)).map((id) => ({ Ref: id })),
    },
    DeletionPolicy: shape.deletion,
    UpdateReplacePolicy: shape.replacement,
  }]));
});

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>({ kind: 'cancel' }, { kind: 'duplicate' }),
  fc.constantFrom<'before' | 'after'>('before', 'after').map((when): Fault => ({ kind: 'fail', when })),
);

const world = fc.record({
  seed: fc.nat(),
  hypotheses: fc.constantFrom(...allHypotheses()),
  siblingsAtFailure: fc.constantFrom<'none' | 'some'>('none', 'some'),
});

interface World { seed: number; hypotheses: ReturnType<typeof allHypotheses>[number]; siblingsAtFailure: 'none' | 'some' }

async function created(options: World, first: Resources) {
  const cloud = new FakeCloud();
  const cloudFormation = new CloudFormationService({ types: cloud.types, ...options });
  await cloudFormation.createStack({ stackName, template: { Resources: first } });
  const stack = cloudFormation.find(stackName)!;
  const physicalIds = () => new Map([...stack.resources].map(([id, { physicalId }]) => [id, physicalId]));
  return { cloud, cloudFormation, stack, physicalIds };
}

const differing = fc.tuple(resources, resources).filter(([first, second]) => JSON.stringify(first) !== JSON.stringify(second));
const runs = { numRuns: Number(process.env.LAW_RUNS ?? 300), seed: Number(process.env.REHEARSAL_SEED ?? 1) };

describe('over random templates and faults', () => {
  test('an update that is rolled back leaves the resources it found, as they were', async () => {
    await fc.assert(fc.asyncProperty(world, differing, fc.nat({ max: 8 }), fault, async (options, [first, second], index, kind) => {
      const { cloud, cloudFormation, physicalIds } = await created(options, first);
      const before = physicalIds();
      const thingsBefore = new Map(cloud.things);
      let struck = false;
      cloudFormation.inject((operation) => {
        if (struck || operation.index < index || operation.phase !== 'update') { return undefined; }
        struck = true;
        return kind;
      });
      const result = await cloudFormation.updateStack({ stackName, template: { Resources: second } });
      if (result.status !== 'UPDATE_ROLLBACK_COMPLETE') { return; }
      expect(physicalIds()).toEqual(before);
      for (const [id, properties] of thingsBefore) { expect(cloud.things.get(id)).toEqual(properties); }
      const strays = [...cloud.things.keys()].filter((id) => !thingsBefore.has(id));
      for (const id of strays) { expect(second[id.split('-')[0]].DeletionPolicy).toBe('Retain'); }
    }), runs);
  });

  test('an update that succeeds leaves what its template declares, and besides only what a policy retains', async () => {
    await fc.assert(fc.asyncProperty(world, differing, async (options, [first, second]) => {
      const { cloud, cloudFormation, physicalIds } = await created(options, first);
      const before = physicalIds();
      const result = await cloudFormation.updateStack({ stackName, template: { Resources: second } });
      expect(result.status).toBe('UPDATE_COMPLETE');
      const now = physicalIds();
      expect([...now.keys()].sort()).toEqual(Object.keys(second).sort());
      for (const [id, physicalId] of now) {
        const { Value } = second[id].Properties as { Value: number };
        expect(cloud.things.get(physicalId!)).toMatchObject({ Value });
      }
      for (const [id, physicalId] of before) {
        if (now.get(id) === physicalId) { continue; }
        const { DeletionPolicy, UpdateReplacePolicy } = first[id];
        expect(cloud.things.has(physicalId!)).toBe(id in second ? UpdateReplacePolicy === 'Retain' : DeletionPolicy !== 'Delete');
      }
    }), runs);
  });

  test('nothing exists before what it refers to, and nothing goes while something of the stack refers to it', async () => {
    await fc.assert(fc.asyncProperty(world, differing, fc.option(fc.tuple(fc.nat({ max: 8 }), fault)), async (options, [first, second], strike) => {
      const cloud = new FakeCloud();
      const cloudFormation = new CloudFormationService({ types: cloud.types, ...options });
      const inStack = (physicalId: string): boolean =>
        [
          ...cloudFormation.find(stackName)!.resources.values(),
        ].some((resource) => resource.physicalId === physicalId && resource.status !== 'DELETE_SKIPPED');
      cloudFormation.onResourceOperation((event) => {
        if (event.action === 'status' || event.outcome === 'failed') { return; }
        for (const [id, { To }] of cloud.things) {
          for (const target of To as string[]) {
            if (inStack(id) && !cloud.things.has(target)) {
              throw new Error(`${event.phase} ${event.action} ${event.logicalId}: ${id} refers to ${target}, which is gone`);
            }
          }
        }
      });
      await cloudFormation.createStack({ stackName, template: { Resources: first } });
      cloudFormation.inject(({ index, phase }) => strike !== null && index === strike[0] && phase === 'update' ? strike[1] : undefined);
      await cloudFormation.updateStack({ stackName, template: { Resources: second } });
      cloudFormation.inject();
      await cloudFormation.deleteStack(stackName);
    }), runs);
  });

  test('a delete leaves only what a policy retains', async () => {
    await fc.assert(fc.asyncProperty(world, resources, async (options, first) => {
      const { cloud, cloudFormation } = await created(options, first);
      expect(await cloudFormation.deleteStack(stackName)).toMatchObject({ status: 'DELETE_COMPLETE' });
      const kept = [...cloud.things.keys()].map((id) => id.split('-')[0]).sort();
      expect(kept).toEqual(Object.keys(first).filter((id) => first[id].DeletionPolicy !== 'Delete').sort());
    }), runs);
  });

  test('the same seed gives the same history', async () => {
    await fc.assert(fc.asyncProperty(world, differing, async (options, [first, second]) => {
      const play = async () => {
        const { cloudFormation, stack } = await created(options, first);
        await cloudFormation.updateStack({ stackName, template: { Resources: second } });
        return stack.events;
      };
      expect(await play()).toEqual(await play());
    }), { ...runs, numRuns: 50 });
  });
});

import { none } from './situations';
import { memoryOf } from '../../../lib/stage-driver/decision/memory';
import { Operation } from '../../../lib/stage-driver/decision/operation';

const OPERATION: Operation = { created: new Set(), anchored: new Map(), givenToStage: new Map(), beganWith: 'api/prod/d1/none' };

function memoryIn(operation: Partial<Operation>, delivered: string) {
  return memoryOf({ desired: none('d1'), previous: none('d2'), delivered, operation: { ...OPERATION, ...operation } });
}

describe('what the stage was on when the operation began', () => {
  test('is what the driver has answered in it', () => {
    expect(memoryIn({ answeredPhysicalId: 'api/prod/d1/d9@10' }, 'api/prod/d1/none')).toMatchObject({
      memory: { canary: { deploymentId: 'd9', percentTraffic: 10 } }, memoryIsOfThisOperation: true, driverHasAnswered: true,
    });
  });

  test('is what it has answered after CloudFormation had given it up, if its id is taken all the same', () => {
    const anchored = new Map([['d2', 'd1']]);
    expect(memoryIn({ anchored }, 'api/prod/d1/none/theme')).toMatchObject({
      memory: { deploymentId: 'd1', canary: 'none', keptVariables: ['theme'] }, memoryIsOfThisOperation: true, driverHasAnswered: true,
    });
    expect(memoryIn({ beganWith: undefined }, 'api/prod/d1/none/theme').memoryIsOfThisOperation).toBe(false);
  });

  test('is production alone, as the anchor has it, if the driver was given up before it answered', () => {
    expect(memoryIn({ anchored: new Map([['d2', 'd1']]) }, 'api/prod/d1/none')).toEqual({
      memory: { restApiId: 'api', stageName: 'prod', deploymentId: 'd1' }, memoryIsOfThisOperation: true,
    });
  });

  test('is not told by the id of the operation before', () => {
    expect(memoryIn({}, 'api/prod/d1/none')).toMatchObject({ memoryIsOfThisOperation: false });
    expect(memoryIn({}, 'other/prod/d1/none')).toEqual({ memory: undefined, memoryIsOfThisOperation: false });
  });
});

import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { FunctionConfiguration } from '../../../rehearsal/lambda/lambda-function';
import { LambdaService } from '../../../rehearsal/lambda/lambda-service';
import { ServiceCaller } from '../../../rehearsal/lambda/resource-policy';

const GATEWAY: ServiceCaller = {
  servicePrincipal: 'apigateway.amazonaws.com',
  sourceArn: 'arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/hello',
};

function configuration(directory: string, environment: Record<string, string> = {}): FunctionConfiguration {
  return { directory, handler: 'index.handler', environment };
}

function statement(overrides: object = {}) {
  return { statementId: 'allow', principal: 'apigateway.amazonaws.com', action: 'lambda:InvokeFunction', ...overrides };
}

describe('LambdaService', () => {
  let service: LambdaService;
  const arn = (qualifier?: string) => `arn:aws:lambda:us-east-1:123456789012:function:hello${qualifier === undefined ? '' : `:${qualifier}`}`;

  beforeEach(() => {
    const runtime = new InProcessRuntime((code) => () => ({ ran: code.directory, version: code.version, theme: code.environment.THEME }));
    service = new LambdaService({ runtime });
    service.createFunction('hello', configuration('code-a', { THEME: 'light' }));
  });

  describe('versions', () => {
    test('freeze code and environment when published', async () => {
      service.publishVersion('hello');
      service.updateFunction('hello', configuration('code-b', { THEME: 'dark' }));

      expect(await service.invoke(arn('1'), {})).toMatchObject({ payload: { ran: 'code-a', version: '1', theme: 'light' } });
      expect(await service.invoke(arn(), {})).toMatchObject({ payload: { ran: 'code-b', version: '$LATEST', theme: 'dark' } });
    });

    test('are numbered from 1, and a number is not used again after its version was deleted', () => {
      const versions = ['code-a', 'code-b', 'code-c'].map((directory) => {
        service.updateFunction('hello', configuration(directory));
        const { version } = service.publishVersion('hello');
        if (version === '2') { service.deleteVersion('hello', '2'); }
        return version;
      });

      expect(versions).toEqual(['1', '2', '3']);
    });

    test('are not published anew when nothing changed', () => {
      const first = service.publishVersion('hello');
      service.updateFunction('hello', configuration('code-a', { THEME: 'light' }));

      expect(service.publishVersion('hello')).toBe(first);
    });

    test('are published anew when only the environment changed', () => {
      service.publishVersion('hello');
      service.updateFunction('hello', configuration('code-a', { THEME: 'dark' }));

      expect(service.publishVersion('hello').version).toBe('2');
    });

    test('cannot be deleted while an alias points at them', () => {
      service.publishVersion('hello');
      service.createAlias('hello', 'live', '1');

      expect(() => service.deleteVersion('hello', '1')).toThrow('referenced by an alias: live');
    });

    test('that are already gone are deleted without complaint', () => {
      service.deleteVersion('hello', '9');
      service.deleteVersion('absent', '1');
      service.deleteFunction('absent');

      expect(service.listFunctions().map(({ functionName }) => functionName)).toEqual(['hello']);
    });
  });

  describe('invoke', () => {
    test('runs the version that an alias points at now', async () => {
      service.publishVersion('hello');
      service.createAlias('hello', 'live', '1');
      service.updateFunction('hello', configuration('code-b'));
      service.publishVersion('hello');
      const before = await service.invoke(arn('live'), {});
      service.updateAlias('hello', 'live', '2');

      expect(before).toMatchObject({ payload: { version: '1' } });
      expect(await service.invoke(arn('live'), {})).toMatchObject({ payload: { version: '2' } });
    });

    test('of an alias with weights goes to the second version as often as they say', async () => {
      let [drawn, index] = [[0.19, 0.2, 0.9], 0];
      const runtime = new InProcessRuntime((code) => () => ({ version: code.version }));
      const weighted = new LambdaService({ runtime, random: () => drawn[index++] });
      weighted.createFunction('hello', configuration('code-a'));
      weighted.publishVersion('hello');
      weighted.updateFunction('hello', configuration('code-b'));
      weighted.publishVersion('hello');
      weighted.createAlias('hello', 'live', '1', { weights: { 2: 0.2 } });
      const answers = [];
      for (const _ of drawn) { answers.push(await weighted.invoke(arn('live'), {})); }

      expect(answers).toMatchObject([{ payload: { version: '2' } }, { payload: { version: '1' } }, { payload: { version: '1' } }]);
      weighted.updateAlias('hello', 'live', undefined, { weights: {} });
      [drawn, index] = [[0], 0];
      expect(await weighted.invoke(arn('live'), {})).toMatchObject({ payload: { version: '1' } });
    });

    test.each([
      ['a deleted version', '1'], ['an unknown alias', 'nobody'], ['an empty qualifier', ''],
    ])('finds nothing for %s', async (_, qualifier) => {
      service.publishVersion('hello');
      service.deleteVersion('hello', '1');

      expect(await service.invoke(arn(qualifier), {})).toEqual({ outcome: 'not-found', message: `Function not found: ${arn(qualifier)}` });
    });

    test('finds nothing after the function was deleted, whatever versions and aliases it had', async () => {
      service.publishVersion('hello');
      service.createAlias('hello', 'live', '1');
      service.deleteFunction('hello');

      for (const qualifier of [undefined, '1', 'live']) {
        expect(await service.invoke(arn(qualifier), {})).toMatchObject({ outcome: 'not-found' });
      }
    });

    test('needs no permission without a caller', async () => {
      expect(await service.invoke(arn(), {})).toMatchObject({ outcome: 'returned' });
    });

    test('is not permitted to a service without a statement', async () => {
      expect(await service.invoke(arn(), {}, GATEWAY)).toMatchObject({ outcome: 'not-permitted' });
    });

    test('is permitted to a service by a statement on exactly the qualifier it uses', async () => {
      service.publishVersion('hello');
      service.createAlias('hello', 'live', '1');
      service.addPermission(arn('1'), statement());

      expect(await service.invoke(arn('1'), {}, GATEWAY)).toMatchObject({ outcome: 'returned' });
      expect(await service.invoke(arn('live'), {}, GATEWAY)).toMatchObject({ outcome: 'not-permitted' });
      expect(await service.invoke(arn(), {}, GATEWAY)).toMatchObject({ outcome: 'not-permitted' });
    });

    test('is no longer permitted once the statement is removed', async () => {
      service.addPermission('hello', statement());
      service.removePermission('hello', 'allow');

      expect(await service.invoke(arn(), {}, GATEWAY)).toMatchObject({ outcome: 'not-permitted' });
    });

    test('is not permitted through a version that was deleted and whose number cannot come back', async () => {
      service.publishVersion('hello');
      service.addPermission(arn('1'), statement());
      service.deleteVersion('hello', '1');

      expect(service.findFunction('hello')?.policies.has('1')).toBe(false);
    });
  });

  test('refuses a permission on a version that does not exist', () => {
    expect(() => service.addPermission(arn('3'), statement())).toThrow(`Function not found: ${arn('3')}`);
  });

  test('refuses a second statement with the same id on one qualifier', () => {
    service.addPermission('hello', statement());

    expect(() => service.addPermission('hello', statement())).toThrow('The statement id (allow) provided already exists');
  });

  test('refuses a second function with the same name', () => {
    expect(() => service.createFunction('hello', configuration('code-b'))).toThrow('Function already exist: hello');
  });
});

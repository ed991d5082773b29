import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRequest, ResourceType } from '../../../rehearsal/cloudformation/resource-type';
import { InProcessRuntime } from '../../../rehearsal/lambda/in-process-runtime';
import { lambdaResourceTypes } from '../../../rehearsal/lambda/lambda-resource-types';
import { LambdaService } from '../../../rehearsal/lambda/lambda-service';

const STACK = {
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/1',
  stackName: 'Shop',
  region: 'us-east-1',
  account: '123456789012',
  partition: 'aws',
};

describe('lambdaResourceTypes', () => {
  let service: LambdaService;
  let types: Record<string, ResourceType>;

  beforeEach(() => {
    service = new LambdaService({ runtime: new InProcessRuntime((code) => () => code.directory) });
    types = lambdaResourceTypes(service, {
      directoryOf: async (bucket, key) => {
        if (key === 'absent.zip') { throw new Error('The specified key does not exist.'); }
        if (bucket === 'elsewhere') { return undefined; }
        return `/assets/${bucket}/${key}`;
      },
    });
  });

  function request(type: string, logicalId: string, properties: object): CreateRequest {
    return { stack: STACK, logicalId, type: `AWS::Lambda::${type}`, properties: properties as Record<string, unknown> };
  }

  const create = (type: string, logicalId: string, properties: object) =>
    types[`AWS::Lambda::${type}`].create(request(type, logicalId, properties));
  const asset = (key: string) => ({ FunctionName: 'hello', Handler: 'index.handler', Code: { S3Bucket: 'assets', S3Key: key } });

  describe('AWS::Lambda::LayerVersion', () => {
    const layer = (key: string) => ({ LayerName: 'shared', Content: { S3Bucket: 'assets', S3Key: key } });
    const ARN = 'arn:aws:lambda:us-east-1:123456789012:layer:shared';

    test('refers to its ARN, whose number is never used twice', async () => {
      expect(await create('LayerVersion', 'Shared', layer('a.zip'))).toEqual({ physicalId: `${ARN}:1`, attributes: { LayerVersionArn: `${ARN}:1` } });
      await types['AWS::Lambda::LayerVersion'].delete({ ...request('LayerVersion', 'Shared', layer('a.zip')), physicalId: `${ARN}:1` });
      expect((await create('LayerVersion', 'Shared', layer('b.zip'))).physicalId).toBe(`${ARN}:2`);
    });

    test('is replaced for other content', () => {
      const { requiresReplacement } = types['AWS::Lambda::LayerVersion'];
      expect(requiresReplacement(layer('a.zip'), layer('b.zip'))).toBe(true);
      expect(requiresReplacement(layer('a.zip'), layer('a.zip'))).toBe(false);
    });

    test('gives its content to the functions that use it, also after it was deleted', async () => {
      const { physicalId } = await create('LayerVersion', 'Shared', layer('a.zip'));
      await create('Function', 'Hello', { ...asset('f.zip'), Layers: [physicalId, 'arn:aws:lambda:us-east-1:999999999999:layer:theirs:7'] });
      service.deleteLayer(physicalId);
      expect(service.findFunction('hello')!.latest.layerFolders).toEqual(['/assets/assets/a.zip']);
    });
  });

  test.each<[string, object, boolean]>([
    ['another layer', { Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:shared:2'] }, true],
    ['more memory', { MemorySize: 512 }, true],
    ['another role', { Role: 'arn:aws:iam::123456789012:role/other' }, true],
    ['another runtime', { Runtime: 'nodejs24.x' }, true],
    ['a tag', { Tags: [{ Key: 'team', Value: 'shop' }] }, false],
    ['reserved concurrency', { ReservedConcurrentExecutions: 5 }, false],
  ])('after an update with %s a new version can be published: %#', async (_, changed, publishes) => {
    const first = asset('a.zip');
    await create('Function', 'Hello', first);
    await create('Version', 'One', { FunctionName: 'hello' });
    await types['AWS::Lambda::Function'].update({
      ...request('Function', 'Hello', { ...first, ...changed }), physicalId: 'hello', previousProperties: first,
    });
    const second = create('Version', 'Two', { FunctionName: 'hello' }).then(() => true, () => false);
    expect(await second).toBe(publishes);
  });

  describe('AWS::Lambda::Function', () => {
    test('refers to its name and has its ARN as an attribute', async () => {
      expect(await create('Function', 'Hello', asset('a.zip'))).toEqual({
        physicalId: 'hello', attributes: { Arn: 'arn:aws:lambda:us-east-1:123456789012:function:hello' },
      });
    });

    test('gets a name from stack and logical id when the template gives none', async () => {
      const { physicalId } = await create('Function', 'Hello', { ...asset('a.zip'), FunctionName: undefined });

      expect(physicalId).toMatch(/^Shop-Hello-[A-Z0-9]{12}$/);
    });

    test('gets a different name for its replacement', async () => {
      const unnamed = { ...asset('a.zip'), FunctionName: undefined };

      expect((await create('Function', 'Hello', unnamed)).physicalId).not.toBe((await create('Function', 'Hello', unnamed)).physicalId);
    });

    test('finds inline code as index.js', async () => {
      await create('Function', 'Hello', { FunctionName: 'inline', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = 1;' } });

      const directory = service.findFunction('inline')!.latest.directory;
      expect(readFileSync(join(directory, 'index.js'), 'utf8')).toBe('exports.handler = 1;');
    });

    test('fails for an asset that is not there, saying why', async () => {
      await expect(create('Function', 'Hello', asset('absent.zip'))).rejects.toThrow(
        'Error occurred while GetObject. The specified key does not exist.',
      );
    });

    test.each<[string, object, string]>([
      ['a container image', { Code: { ImageUri: 'images:1' }, PackageType: 'Image' }, 'its code is a container image'],
      ['another runtime than Node.js', { Code: { S3Bucket: 'assets', S3Key: 'a.zip' }, Runtime: 'python3.13' }, 'its runtime is python3.13'],
      [
        'inline code of another runtime',
        { Code: { ZipFile: 'def handler(event, context): pass' }, Runtime: 'python3.13' },
        'its runtime is python3.13',
      ],
      ['code in a bucket that this machine does not have', { Code: { S3Bucket: 'elsewhere', S3Key: 'build-1.zip' } },
        'its code s3://elsewhere/build-1.zip is not in the assembly'],
    ])('with %s exists, has versions and permissions, and does not run', async (_, properties, notRun) => {
      await create('Function', 'Hello', { FunctionName: 'hello', ...properties });
      const { physicalId } = await create('Version', 'One', { FunctionName: 'hello' });

      expect(service.describeCode(physicalId).notRun).toBe(notRun);
      expect(await service.invoke(physicalId, {})).toEqual({
        outcome: 'failed', errorType: 'Rehearsal.NotRun', errorMessage: `hello does not run on this machine: ${notRun}`,
      });
    });

    test('with code that cannot be told from its properties is refused, saying what is possible', async () => {
      await expect(create('Function', 'Hello', { Code: {} })).rejects.toThrow(
        'Code of Hello must be ZipFile, ImageUri, or S3Bucket with S3Key, got nothing.',
      );
    });

    test('has a new version to publish for another object of the same bucket', async () => {
      const build = (key: string): object => ({ FunctionName: 'hello', Code: { S3Bucket: 'elsewhere', S3Key: key } });
      await create('Function', 'Hello', build('build-1.zip'));
      await create('Version', 'One', { FunctionName: 'hello' });
      const update = { ...request('Function', 'Hello', build('build-2.zip')), physicalId: 'hello', previousProperties: {} };
      await types['AWS::Lambda::Function'].update(update);
      expect((await create('Version', 'Two', { FunctionName: 'hello' })).physicalId).toMatch(/:2$/);
    });

    test('is updated in place for new code, and replaced for a new name', () => {
      const { requiresReplacement } = types['AWS::Lambda::Function'];

      expect(requiresReplacement(asset('a.zip'), asset('b.zip'))).toBe(false);
      expect(requiresReplacement(asset('a.zip'), { ...asset('a.zip'), FunctionName: 'other' })).toBe(true);
    });

    test('changes only $LATEST when updated', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      await create('Version', 'V1', { FunctionName: 'hello' });
      await types['AWS::Lambda::Function'].update({
        ...request('Function', 'Hello', asset('b.zip')), physicalId: 'hello', previousProperties: asset('a.zip'),
      });

      const { latest, versions } = service.findFunction('hello')!;
      expect([latest.directory, versions.get('1')!.configuration.directory]).toEqual(['/assets/assets/b.zip', '/assets/assets/a.zip']);
    });
  });

  describe('AWS::Lambda::Version', () => {
    test('refers to its qualified ARN and has number and ARN as attributes', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      const arn = 'arn:aws:lambda:us-east-1:123456789012:function:hello:1';

      expect(await create('Version', 'V', { FunctionName: 'hello' })).toEqual({ physicalId: arn, attributes: { Version: '1', FunctionArn: arn } });
    });

    test('fails when the code has not changed since the last version', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      await create('Version', 'V1', { FunctionName: 'hello' });

      await expect(create('Version', 'V2', { FunctionName: 'hello' }))
        .rejects.toThrow('A version for this Lambda function exists ( 1 ). Modify the function to create a new version.');
    });

    test('fails when its function does not exist, with the handler\'s error code', async () => {
      await expect(create('Version', 'V', { FunctionName: 'absent' })).rejects.toThrow(
        /Function not found: .*:absent" \(HandlerErrorCode: NotFound\)/,
      );
    });

    test('deletes the version, and no more when that is already gone', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      const { physicalId } = await create('Version', 'V', { FunctionName: 'hello' });
      const deletion = { ...request('Version', 'V', { FunctionName: 'hello' }), physicalId };

      await types['AWS::Lambda::Version'].delete(deletion);
      await types['AWS::Lambda::Version'].delete(deletion);

      expect(service.findFunction('hello')!.versions.size).toBe(0);
    });
  });

  describe('AWS::Lambda::Permission', () => {
    const permission = {
      Action: 'lambda:InvokeFunction', FunctionName: 'hello', Principal: 'apigateway.amazonaws.com', SourceArn: 'arn:aws:x:r:a:api/*',
    };

    test('is replaced by any change', () => {
      const { requiresReplacement } = types['AWS::Lambda::Permission'];

      expect(requiresReplacement(permission, { ...permission })).toBe(false);
      for (const name of Object.keys(permission)) {
        expect(requiresReplacement(permission, { ...permission, [name]: 'changed' })).toBe(true);
      }
    });

    test('lets old and new statement live side by side until the old one is deleted', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      const old = await create('Permission', 'Invoke', permission);
      const next = await create('Permission', 'Invoke', { ...permission, SourceArn: 'arn:aws:x:r:a:other/*' });
      await types['AWS::Lambda::Permission'].delete({ ...request('Permission', 'Invoke', permission), physicalId: old.physicalId });

      expect(service.findFunction('hello')!.policies.get('$LATEST')!.map(({ statementId }) => statementId)).toEqual([next.physicalId]);
    });

    test('is deleted without complaint when its function is gone', async () => {
      await expect(types['AWS::Lambda::Permission'].delete({
        ...request('Permission', 'Invoke', permission), physicalId: 'x',
      })).resolves.toBeUndefined();
    });
  });

  describe('AWS::Lambda::EventInvokeConfig', () => {
    const config = { FunctionName: 'hello', Qualifier: '$LATEST', MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 1 };

    test('says how long events are kept and how often they are repeated, until it goes', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      const { physicalId } = await create('EventInvokeConfig', 'Events', config);

      expect(service.eventSettings('arn:aws:lambda:us-east-1:123456789012:function:hello')).toEqual({ maximumAgeSeconds: 300, maximumRetries: 1 });
      await types['AWS::Lambda::EventInvokeConfig'].delete({ ...request('EventInvokeConfig', 'Events', config), physicalId });
      expect(service.eventSettings('hello')).toEqual({ maximumAgeSeconds: 21_600, maximumRetries: 2 });
    });

    test('is deleted without complaint when its function is gone', async () => {
      await expect(types['AWS::Lambda::EventInvokeConfig'].delete({
        ...request('EventInvokeConfig', 'Events', config), physicalId: 'x',
      })).resolves.toBeUndefined();
    });
  });

  describe('AWS::Lambda::Alias', () => {
    test('refers to its ARN and moves to another version in place', async () => {
      await create('Function', 'Hello', asset('a.zip'));
      await create('Version', 'V1', { FunctionName: 'hello' });
      const live = { FunctionName: 'hello', Name: 'live', FunctionVersion: '1' };

      expect((await create('Alias', 'Live', live)).physicalId).toBe('arn:aws:lambda:us-east-1:123456789012:function:hello:live');
      expect(types['AWS::Lambda::Alias'].requiresReplacement(live, { ...live, FunctionVersion: '2' })).toBe(false);
      expect(types['AWS::Lambda::Alias'].requiresReplacement(live, { ...live, Name: 'next' })).toBe(true);
    });

    test('fails for a version that does not exist', async () => {
      await create('Function', 'Hello', asset('a.zip'));

      await expect(create('Alias', 'Live', { FunctionName: 'hello', Name: 'live', FunctionVersion: '9' })).rejects.toThrow(
        /Function not found: .*:hello:9/,
      );
    });
  });
});

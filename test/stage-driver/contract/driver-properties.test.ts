import { DriverProperties, parseDriverProperties } from '../../../lib/stage-driver/contract/driver-properties';

const MINIMAL: DriverProperties = { RestApiId: 'api', StageName: 'prod', Action: 'NONE', DeploymentId: 'd1', Variables: {} };

describe('parseDriverProperties', () => {
  test('reads the strings that CloudFormation makes of numbers and booleans', () => {
    const parsed = parseDriverProperties({
      ...MINIMAL,
      Action: 'PROMOTE',
      PercentTraffic: '33.33',
      UseStageCache: 'true',
      StageVariableOverrides: { a: 'b' },
      UpdateDeployment: 'false',
      UpdateStageVariables: 'true',
      ResetTraffic: 'false',
    });
    expect(parsed.canary).toEqual({ percentTraffic: 33.33, useStageCache: true, stageVariableOverrides: { a: 'b' } });
    expect(parsed.promote).toEqual({ updateDeployment: false, updateStageVariables: true, resetTraffic: false });
  });

  test('keeps a percentage of zero: zero is a value', () => {
    expect(parseDriverProperties({ ...MINIMAL, Action: 'HOLD', PercentTraffic: '0' }).canary).toMatchObject({ percentTraffic: 0 });
  });

  test('accepts what an earlier version wrote, without the endpoint rules', () => {
    expect(parseDriverProperties(MINIMAL).endpoints).toEqual({ newEndpoints: 'REJECT', removedEndpoints: 'WARN', exceptEndpoints: [] });
  });

  test('knows no canary and no promotion where none is declared', () => {
    expect(parseDriverProperties(MINIMAL)).toMatchObject({ canary: undefined, promote: undefined });
  });

  test('reads what an abort leaves aside of the canary in the code', () => {
    const SettingsAside = { PercentTraffic: '10', UseStageCache: 'true', StageVariableOverrides: { theme: 'dark' } };
    expect(parseDriverProperties({ ...MINIMAL, Action: 'ABORT', SettingsAside })).toMatchObject({
      canary: undefined, settingsAside: { percentTraffic: 10, useStageCache: true, stageVariableOverrides: { theme: 'dark' } },
    });
    expect(parseDriverProperties({ ...MINIMAL, Action: 'ABORT' }).settingsAside).toBeUndefined();
  });
});

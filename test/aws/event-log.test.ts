import { eventLog, writeLine } from '../../lib/aws/event-log';

test('a line goes to standard output as it is: Lambda would put time and request id before what console prints', () => {
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const printed = jest.spyOn(console, 'log').mockReturnValue();
  try {
    writeLine({ message: 'Look', stageMoved: true });
    expect(written.mock.calls).toEqual([['{"message":"Look","stageMoved":true}\n']]);
    expect(printed).not.toHaveBeenCalled();
  } finally {
    jest.restoreAllMocks();
  }
});

test('values of variables and overrides are not logged, those of a canary that an abort leaves aside neither', () => {
  const lines: object[] = [];
  const ResourceProperties = {
    ServiceToken: 't', Variables: { a: 'v-1' }, StageVariableOverrides: { a: 'v-2' }, SettingsAside: { StageVariableOverrides: { a: 'v-3' } },
  };
  const event: any = { RequestType: 'Update', ResourceProperties, OldResourceProperties: { ServiceToken: 't' } };
  eventLog((line) => lines.push(line), event)({ message: "'v-1', 'v-2', 'v-3'" });
  expect(lines).toMatchObject([{ message: "'(not logged)', '(not logged)', '(not logged)'" }]);
});

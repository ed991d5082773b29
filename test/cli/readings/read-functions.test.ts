import { calledFunctions } from '../../../cli/readings/read-functions';

const ORDERS = 'arn:aws:lambda:us-east-1:123456789012:function:Orders';

describe('what a release calls', () => {
  test('is named by a version, an alias, or by nothing', () => {
    expect(calledFunctions([`${ORDERS}:2`, `${ORDERS}:live`, ORDERS], {})).toEqual([
      { name: 'Orders', qualifier: '2', reference: `${ORDERS}:2` },
      { name: 'Orders', qualifier: 'live', reference: `${ORDERS}:live` },
      { name: 'Orders', qualifier: undefined, reference: ORDERS },
    ]);
  });

  test('is completed by the variables of the release, and looked at once', () => {
    const calls = [`${ORDERS}:\${stageVariables.alias}`, `${ORDERS}:blue`];
    expect(calledFunctions(calls, { alias: 'blue' }).map(({ reference }) => reference)).toEqual([`${ORDERS}:blue`]);
    expect(calledFunctions(calls, { alias: 'green' })).toHaveLength(2);
  });
});

import { stageUrl } from '../../../cli/probe/stage-url';

const AT = { restApiId: 'a1b2', stageName: 'prod', region: 'eu-central-1', outputs: [] };

test.each([
  ['where API Gateway serves it', {}, 'https://a1b2.execute-api.eu-central-1.amazonaws.com/prod/orders'],
  ['in China', { region: 'cn-north-1' }, 'https://a1b2.execute-api.cn-north-1.amazonaws.com.cn/prod/orders'],
  ['where an output of the stack says', { outputs: ['text', 'https://a1b2.execute-api.us-iso-east-1.c2s.ic.gov/prod/'] },
    'https://a1b2.execute-api.us-iso-east-1.c2s.ic.gov/prod/orders'],
  ['not where another API, another stage, or a path of the stage is', {
    outputs: ['https://zzzz.execute-api.eu-central-1.amazonaws.com/prod/', 'https://a1b2.execute-api.eu-central-1.amazonaws.com/test/',
      'https://a1b2.x/prod/users', 'https://'],
  }, 'https://a1b2.execute-api.eu-central-1.amazonaws.com/prod/orders'],
  ['where a local engine serves it', { endpointUrl: 'http://127.0.0.1:4566/' }, 'http://127.0.0.1:4566/restapis/a1b2/prod/_user_request_/orders'],
  ['the same by name', { endpointUrl: 'http://localhost:4566' }, 'http://localhost:4566/restapis/a1b2/prod/_user_request_/orders'],
  ['where API Gateway serves it, whatever endpoint its control plane has', { endpointUrl: 'https://vpce-1.apigateway.eu-central-1.vpce.amazonaws.com' },
    'https://a1b2.execute-api.eu-central-1.amazonaws.com/prod/orders'],
])('a stage is %s', (_, more, url) => {
  expect(stageUrl({ ...AT, ...more }, '/orders')).toBe(url);
});

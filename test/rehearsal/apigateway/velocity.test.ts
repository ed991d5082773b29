import { Variables, renderVelocity } from '../../../rehearsal/apigateway/velocity/evaluate';
import { gatewayVariables, TemplateInput } from '../../../rehearsal/apigateway/velocity/gateway-variables';
import { VelocityError } from '../../../rehearsal/apigateway/velocity/template-nodes';

const INPUT: TemplateInput = {
  body: '{"pet":{"name":"Rex","tags":["a","b"],"age":3},"none":null}',
  path: { id: '7' },
  querystring: { page: '2', id: 'query' },
  header: { 'X-User': 'ada' },
  stageVariables: { theme: 'light' },
  context: { 'stage': 'prod', 'identity.sourceIp': '127.0.0.1' },
};

function render(template: string, input: Partial<TemplateInput> = {}, variables: Variables = gatewayVariables({ ...INPUT, ...input })): string {
  return renderVelocity(template, variables);
}

describe('a mapping template prints', () => {
  test.each([
    ['plain text with a lone dollar and hash', 'costs $5 #1', 'costs $5 #1'],
    ['references with and without braces', '$stageVariables.theme ${stageVariables.theme}x', 'light lightx'],
    ['a dot after a reference as text', '$context.stage.', 'prod.'],
    ['a level of $context', '$context.identity.sourceIp', '127.0.0.1'],
    ['nothing for a variable of the stage that does not exist', '[$stageVariables.none]', '[]'],
    ['a key in brackets', "$stageVariables['theme'] $stageVariables[\"theme\"]", 'light light'],
    ['a name that was never set as it stands', '$nobody.set', '$nobody.set'],
    ['nothing for such a name with an exclamation mark', '[$!nobody]', '[]'],
    ['a parameter of the path before one of the query string', "$input.params('id') $input.params('page')", '7 2'],
    ['a header whatever the case of its name', "$input.params('x-user')", 'ada'],
    ['all parameters by where they are', '$input.params().path.id $input.params().header.get("X-User")', '7 ada'],
    ['a part of the body as JSON', "$input.json('$.pet.tags')", '["a","b"]'],
    ['a part of the body as text', "$input.path('$.pet.name')", 'Rex'],
    ['an element of a list', "$input.path('$.pet.tags[1]') $input.path('$.pet').tags[0] $input.path('$.pet.tags').get(1)", 'b a b'],
    ['nothing for a path that leads nowhere', "[$input.path('$.a.b')]", '[]'],
    ['a map as Java does', "$input.path('$.pet')", '{name=Rex, tags=["a","b"], age=3}'],
    ['what toString() gives', '$input.path("$.pet").toString()', '{name=Rex, tags=["a","b"], age=3}'],
    ['no comments', 'a## gone\nb#* gone\n *#c', 'abc'],
  ])('%s', (_, template, expected) => {
    expect(render(template)).toBe(expected);
  });

  test('{} for the body of a request without one', () => {
    expect(render('$input.body', { body: '' })).toBe('{}');
  });
});

describe('a directive', () => {
  test.each([
    ['sets a variable', '#set($a = "x-$context.stage")$a', 'x-prod'],
    ['takes text in single quotes as it is', "#set($a = '$context.stage')$a", '$context.stage'],
    ['sets a key of a map', '#set($map = {"a": 1})#set($map.b = 2)$map.b$map.get("a")', '21'],
    ['reckons', '#set($a = 1 + 2 * 3)$a', '7'],
    ['joins texts', '#set($a = "x" + 1)$a', 'x1'],
    ['chooses the first branch that holds', '#if($context.stage == "dev")a#elseif($context.stage == "prod")b#{else}c#end', 'b'],
    ['chooses the else branch', '#if(!$stageVariables.theme)a#{else}c#end', 'c'],
    ['takes null for the empty text', '#if($input.path("$.none") == "")same#end', 'same'],
    ['compares numbers', '#if($input.path("$.pet.age") >= 3 && 2 < 10)yes#end', 'yes'],
    ['goes through a list', '#foreach($tag in $input.path("$.pet.tags"))$foreach.count$tag#if($foreach.hasNext),#end#end', '1a,2b'],
    ['goes through the keys of a map', '#foreach($key in $input.path("$.pet").keySet())$key #end', 'name tags age '],
    ['goes through a range, until a break', '#foreach($i in [1..5])#if($i == 3)#break#end$i#end', '12'],
    ['ends the template', 'a#stop b', 'a'],
    ['may be nested', '#if(true)#foreach($i in [1, 2])#if($i == 2)two#end#end#end', 'two'],
  ])('%s', (_, template, expected) => {
    expect(render(template)).toBe(expected);
  });

  test('sets the status of the answer', () => {
    const variables = gatewayVariables(INPUT);
    render('#set($context.responseOverride.status = 202)', {}, variables);
    expect(render('$context.responseOverride.status', {}, variables)).toBe('202');
  });
});

describe('$util', () => {
  test.each([
    ['$util.urlEncode("a b&{}")', 'a+b%26%7B%7D'],
    ['$util.urlDecode("a+b%26")', 'a b&'],
    ['$util.base64Encode("hi")', 'aGk='],
    ['$util.base64Decode("aGk=")', 'hi'],
    ["$util.escapeJavaScript($input.json('$.pet.name'))", '\\"Rex\\"'],
    ['$util.parseJson(\'{"a":{"b":1}}\').a.b', '1'],
  ])('%s', (template, expected) => {
    expect(render(template)).toBe(expected);
  });
});

describe('a template that is not played says so', () => {
  test.each([
    ['a method', '$context.stage.codePointAt(0)', 'the method codePointAt() is not played'],
    ['a method that only JavaScript has', '$context.stage.constructor()', 'the method constructor() is not played'],
    ['a deep scan', "$input.path('$..name')", 'the path $..name is not played'],
    ['an open block', '#if(true)a', 'expected #end at ""'],
    ['a reference that is not closed', '${context.stage', 'expected } at ""'],
  ])('%s', (_, template, message) => {
    expect(() => render(template)).toThrow(new VelocityError(message));
  });
});

import { readFileSync } from 'node:fs';

/** One assertion of a test, taken from the template of its assertion stack. */
export interface Expectation {
  /** File of `integ/handlers`. */
  readonly handler: string;
  /** What the function is invoked with. */
  readonly payload: any;
  /** Whether what it returns is what the assertion expects. */
  matches(result: any): boolean;
}

export type Expectations = readonly Expectation[];

/**
 * Reads the invocations that integ-tests-alpha would make.
 *
 * @param outputs of the stack under test, whose exports the template imports
 */
export function readExpectations(templateFile: string, outputs: Record<string, string>, region: string): Expectations {
  const { Resources } = JSON.parse(readFileSync(templateFile, 'utf8'));
  const known: Record<string, string> = { 'AWS::Region': region, 'AWS::URLSuffix': 'amazonaws.com' };
  const textOf = (value: any): string => {
    if (typeof value === 'string') { return value; }
    if (value['Fn::Join']) { return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]); }
    return value['Fn::ImportValue'] ? outputs[value['Fn::ImportValue'].split(':')[1]] : known[value.Ref] ?? value.Ref;
  };
  return Object.values<any>(Resources).filter(({ Type }) => Type === 'Custom::DeployAssert@SdkCallLambdainvoke').map(({ Properties }) => {
    const pattern = new RegExp(JSON.parse(Properties.expected).$StringLike);
    return {
      handler: 'observe-stage.js',
      payload: JSON.parse(JSON.parse(textOf(Properties.parameters.Payload))),
      matches: (result) => pattern.test(String(result[Properties.actualPath.replace('Payload.', '')])),
    };
  });
}

import { CollectionTag, Document, Scalar, ScalarTag, YAMLMap, YAMLSeq, parseDocument } from 'yaml';
import type { YamlResult } from '../yaml-text';

/**
 * Parses YAML, including CloudFormation's short forms such as `!Ref Api` and `!GetAtt Api.RootResourceId`.
 *
 * This file and the `yaml` package are bundled with esbuild into `assets/`: a construct library that is published through jsii may
 * import nothing but its peers, and the parser inside aws-cdk-lib is not part of its public surface.
 */
export function parseYaml(text: string): YamlResult {
  const document = parseDocument(text, { customTags: shortForms(), merge: true, prettyErrors: true });
  const error = document.errors[0];
  if (error) {
    const [start] = error.linePos ?? [];
    return { problem: error.message.split(' at line ', 1)[0].split('\n', 1)[0], line: start?.line, column: start?.col };
  }
  return plainValue(document);
}

/** Aliases are only expanded here, and `yaml` refuses documents that grow out of proportion when they are. */
function plainValue(document: Document.Parsed): YamlResult {
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

const FUNCTIONS = ['Base64', 'Cidr', 'FindInMap', 'GetAZs', 'ImportValue', 'Join', 'Select', 'Split', 'Sub', 'Transform',
  'And', 'Equals', 'If', 'Not', 'Or', 'Length', 'ToJsonString', 'ForEach'];

function shortForms(): Array<ScalarTag | CollectionTag> {
  return [
    scalarTag('!Ref', (value) => ({ Ref: value })),
    scalarTag('!Condition', (value) => ({ Condition: value })),
    scalarTag('!GetAtt', (value) => ({ 'Fn::GetAtt': attributeOf(value) })),
    ...collectionTags('!GetAtt', 'Fn::GetAtt'),
    ...FUNCTIONS.flatMap((name) => [
      scalarTag(`!${name}`, (value) => ({ [`Fn::${name}`]: value })),
      ...collectionTags(`!${name}`, `Fn::${name}`),
    ]),
  ];
}

function attributeOf(value: string): string[] {
  const dot = value.indexOf('.');
  return dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)];
}

function scalarTag(tag: string, long: (value: string) => object): ScalarTag {
  return { tag, resolve: (value) => Object.assign(new Scalar(long(value)), { tag }) };
}

function collectionTags(tag: string, key: string): CollectionTag[] {
  const resolve = (node: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap => {
    const long = new YAMLMap();
    long.set(new Scalar(key), node);
    return long;
  };
  return (['seq', 'map'] as const).map((collection) => ({ tag, collection, resolve: resolve as CollectionTag['resolve'] }));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
/** Of the library, and of the command. */
const REGISTRIES = [join(ROOT, 'lib', 'messages', 'ids.ts'), join(ROOT, 'cli', 'messages', 'command-ids.ts')];

/** A condition as the docstring of its text explains it. */
export interface DocumentedCondition {
  readonly id: string;
  readonly meaning: string;
  readonly remedy: string;
}

/**
 * The conditions of one of the objects in the registries, with their documentation.
 *
 * @throws if a docstring does not have two paragraphs
 */
export function documentedConditions(object: string): DocumentedCondition[] {
  const declarations = REGISTRIES.flatMap((registry) => declarationsIn(registry));
  const declared = declarations.find(({ name }) => name.getText() === object)?.initializer;
  const initializer = declared && ts.isSatisfiesExpression(declared) ? declared.expression : declared;
  if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) { throw new Error(`The registry has no object ${object}.`); }
  return initializer.properties.map(documented);
}

function declarationsIn(file: string): ts.VariableDeclaration[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : []);
}

function documented(property: ts.ObjectLiteralElementLike): DocumentedCondition {
  const id = property.name!.getText();
  const [comment] = ts.getJSDocCommentsAndTags(property);
  const paragraphs = (ts.getTextOfJSDocComment(comment?.comment) ?? '').split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' '));
  if (paragraphs.length !== 2) {
    throw new Error(`The docstring of ${id} must have two paragraphs: what it means, and what to do. It has ${paragraphs.length}.`);
  }
  const [meaning, remedy] = paragraphs;
  return { id, meaning, remedy };
}

import * as ts from 'typescript';

/** Every construct has them, and they mean the same everywhere. */
const CONSTRUCT_PARAMETERS = ['scope', 'id', 'props'];

/** What is missing in the docstrings of an exported type: summaries, `@param` and `@default`. */
export function undocumented(type: ts.Symbol, checker: ts.TypeChecker): string[] {
  return [
    ...summaryMissing(type, type.name, checker),
    ...membersOf(type).flatMap((member) => missingInMember(member, `${type.name}.${member.name}`, checker)),
  ];
}

/** An `@example` of an exported type, for the compiler. */
export function exampleOf(type: ts.Symbol, checker: ts.TypeChecker): string | undefined {
  return ts.displayPartsToString(type.getJsDocTags(checker).find(({ name }) => name === 'example')?.text) || undefined;
}

function membersOf(type: ts.Symbol): ts.Symbol[] {
  const all = [...type.members?.values() ?? [], ...type.exports?.values() ?? []];
  return all.filter((member) => member.declarations?.some(isPublic));
}

function isPublic(declaration: ts.Declaration): boolean {
  const hidden = ts.canHaveModifiers(declaration) && ts.getModifiers(declaration)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  const internal = ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'internal');
  return !hidden && !internal && !ts.isTypeParameterDeclaration(declaration);
}

function missingInMember(member: ts.Symbol, name: string, checker: ts.TypeChecker): string[] {
  const declaration = member.declarations![0];
  const tags = member.getJsDocTags(checker);
  const parameters = ts.isFunctionLike(declaration) ? declaration.parameters.map((parameter) => parameter.name.getText()) : [];
  const isConstructor = ts.isConstructorDeclaration(declaration);
  return [
    // A constructor takes its summary from its type; what it throws and takes is its own.
    ...isConstructor ? [] : summaryMissing(member, name, checker),
    ...parameters.filter((parameter) => !(isConstructor && CONSTRUCT_PARAMETERS.includes(parameter)))
      .filter((parameter) => !tags.some(({ name: tag, text }) => tag === 'param' && text?.[0]?.text === parameter))
      .map((parameter) => `${name}: no @param for ${parameter}`),
    ...ts.isPropertySignature(declaration) && declaration.questionToken && !tags.some(({ name: tag }) => tag === 'default')
      ? [`${name}: no @default`]
      : [],
  ];
}

function summaryMissing(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): string[] {
  return symbol.getDocumentationComment(checker).length > 0 ? [] : [`${name}: no summary`];
}

import { join } from 'node:path';
import * as ts from 'typescript';
import { completed, Snippet } from './snippets';

const ROOT = join(__dirname, '..', '..');
const ENTRY = join(ROOT, 'lib', 'index.ts');
/** Parsing aws-cdk-lib is most of the work, and every program reads the same. */
const PARSED = new Map<string, ts.SourceFile | undefined>();

/** The library as the compiler sees it, together with the snippets of the documentation. */
export class Library {
  private readonly program: ts.Program;
  private readonly snippets: ReadonlyMap<string, Snippet>;

  constructor(snippets: readonly Snippet[]) {
    this.snippets = new Map(snippets.map((snippet, i) => [join(ROOT, 'test', 'docs', `snippet-${i}.ts`), snippet]));
    const { compilerOptions } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config;
    const { options } = ts.convertCompilerOptionsFromJson({
      ...compilerOptions, rootDir: '.', noEmit: true, types: ['node'], noUnusedLocals: false, paths: { 'cdk-canary-rest-api': ['./lib/index.ts'] },
    }, ROOT);
    this.program = ts.createProgram([ENTRY, ...this.snippets.keys()], options, this.host(options));
  }

  /** What the compiler has to say about some of the snippets, each line with its place in the documentation. */
  problems(of: readonly Snippet[]): string[] {
    return [...this.snippets].filter(([, snippet]) => of.includes(snippet)).flatMap(([file, { where }]) => {
      const source = this.program.getSourceFile(file)!;
      return [...this.program.getSyntacticDiagnostics(source), ...this.program.getSemanticDiagnostics(source)]
        .map(({ messageText }) => `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
    });
  }

  get checker(): ts.TypeChecker {
    return this.program.getTypeChecker();
  }

  /** What the package exports. */
  get exports(): ts.Symbol[] {
    return this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(this.program.getSourceFile(ENTRY)!)!);
  }

  private host(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    const parse = (file: string, language: ts.ScriptTarget | ts.CreateSourceFileOptions) => {
      if (!PARSED.has(file)) { PARSED.set(file, getSourceFile(file, language)); }
      return PARSED.get(file);
    };
    const textOf = (file: string) => { const snippet = this.snippets.get(file); return snippet && completed(snippet); };
    return Object.assign(host, {
      fileExists: (file: string) => this.snippets.has(file) || fileExists(file),
      readFile: (file: string) => textOf(file) ?? readFile(file),
      getSourceFile: (file: string, language: ts.ScriptTarget | ts.CreateSourceFileOptions) => {
        const text = textOf(file);
        return text === undefined ? parse(file, language) : ts.createSourceFile(file, text, language);
      },
    });
  }
}

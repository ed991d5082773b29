/** A type of the jsii assembly. */
export interface JsiiType {
  readonly name: string;
  readonly kind: 'class' | 'interface' | 'enum';
  /** Whether it is a struct: an interface that callers fill in. */
  readonly datatype?: boolean;
}

/** As much of a jsii assembly as is looked at. */
export interface JsiiAssembly {
  readonly version: string;
  readonly license: string;
  readonly repository: { readonly url: string };
  readonly types: Readonly<Record<string, JsiiType>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly targets: { readonly dotnet: { readonly namespace: string; readonly packageId: string } };
}

/** The text of every generated file by its path, from the folder of the project. Of a binary file the path matters alone. */
export type GeneratedFiles = Readonly<Record<string, string>>;

/** The packages of the peers on NuGet. */
const NUGET: Readonly<Record<string, string>> = { 'aws-cdk-lib': 'Amazon.CDK.Lib', 'constructs': 'Constructs' };

/** What is wrong with the generated C# project. Nothing, if every exported type is there and the package says what it is. */
export function dotnetObjections(files: GeneratedFiles, assembly: JsiiAssembly): string[] {
  const { packageId } = assembly.targets.dotnet;
  const project = files[`${packageId}.csproj`];
  if (project === undefined) { return [`${packageId}.csproj is missing`]; }
  return [...projectObjections(project, files, assembly), ...Object.values(assembly.types).flatMap((type) => typeObjections(type, files, assembly))];
}

function projectObjections(project: string, files: GeneratedFiles, { version, license, repository, dependencies, targets }: JsiiAssembly): string[] {
  const expected = { PackageId: targets.dotnet.packageId, PackageVersion: version, PackageLicenseExpression: license, RepositoryUrl: repository.url };
  return [
    ...Object.entries(expected).filter(([element, value]) => !project.includes(`<${element}>${value}</${element}>`))
      .map(([element, value]) => `the project must have ${element} ${value}, got ${elementOf(project, element)}`),
    ...Object.keys(dependencies).filter((name) => !project.includes(
      `<PackageReference Include="${NUGET[name]}" Version="[`,
    )).map((name) => `the project does not refer to ${name}`),
    // The npm tarball runs inside; icon and readme are on the page of the package, if there are any.
    ...[...project.matchAll(/<EmbeddedResource Include="([^"]+)"/g), ...project.matchAll(/<(?:PackageIcon|PackageReadmeFile)>([^<]+)</g)]
      .map(([, path]) => path.replace(/\\/g, '/')).filter((path) => !(path in files)).map((path) => `the project names ${path}, which is missing`),
    .../<EmbeddedResource Include="[^"]+\.tgz"/.test(project) ? [] : ['the npm tarball is not embedded'],
  ];
}

function elementOf(project: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)<`).exec(project)?.[1] ?? 'none';
}

/** Struct `X` is the interface `IX` and the class `X`, which callers fill in. */
function typeObjections({ name, kind, datatype }: JsiiType, files: GeneratedFiles, { targets }: JsiiAssembly): string[] {
  const { namespace } = targets.dotnet;
  const declarations = datatype ? [['class', name], ['interface', `I${name}`]] : [[kind, name]];
  return declarations.filter(([keyword, declared]) => {
    const text = files[`${namespace}/${declared}.cs`] ?? '';
    return !text.includes(`namespace ${namespace}\n`) || !new RegExp(`^ *public (abstract )?${keyword} ${declared}\\b`, 'm').test(text);
  }).map(([keyword, declared]) => `${keyword} ${declared} is missing`);
}

import { dotnetObjections, GeneratedFiles, JsiiAssembly } from '../../scripts/check-packages/dotnet-sources';

const ASSEMBLY: JsiiAssembly = {
  version: '1.2.3',
  license: 'Apache-2.0',
  repository: { url: 'https://example.com/repository.git' },
  dependencies: { 'aws-cdk-lib': '^2.257.0', 'constructs': '^10.5.0' },
  targets: { dotnet: { namespace: 'Company.Canary', packageId: 'Company.CanaryPackage' } },
  types: {
    'canary.Release': { name: 'Release', kind: 'class' },
    'canary.Baseline': { name: 'Baseline', kind: 'class' },
    'canary.Props': { name: 'Props', kind: 'interface', datatype: true },
    'canary.IGate': { name: 'IGate', kind: 'interface' },
    'canary.Policy': { name: 'Policy', kind: 'enum' },
  },
};

const PROJECT = `<Project>
    <PackageId>Company.CanaryPackage</PackageId>
    <PackageVersion>1.2.3</PackageVersion>
    <PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>
    <RepositoryUrl>https://example.com/repository.git</RepositoryUrl>
    <EmbeddedResource Include="canary-1.2.3.tgz" />
    <PackageReference Include="Amazon.CDK.Lib" Version="[2.257.0,3.0.0)" />
    <PackageReference Include="Constructs" Version="[10.5.0,11.0.0)" />
</Project>`;

const source = (declaration: string) => `namespace Company.Canary\n{\n    public ${declaration}\n    {\n    }\n}\n`;

const FILES: GeneratedFiles = {
  'Company.CanaryPackage.csproj': PROJECT,
  'canary-1.2.3.tgz': '',
  'Company.Canary/Release.cs': source('class Release : Constructs.Construct'),
  'Company.Canary/Baseline.cs': source('abstract class Baseline : DeputyBase'),
  'Company.Canary/Props.cs': source('class Props : Company.Canary.IProps'),
  'Company.Canary/IProps.cs': source('interface IProps'),
  'Company.Canary/IGate.cs': source('interface IGate'),
  'Company.Canary/Policy.cs': source('enum Policy'),
};

const objections = (changed: Record<string, string | undefined>) => dotnetObjections(
  Object.fromEntries(Object.entries({ ...FILES, ...changed }).filter((entry): entry is [string, string] => entry[1] !== undefined)), ASSEMBLY);

const withProject = (from: string, to: string) => objections({ 'Company.CanaryPackage.csproj': PROJECT.replace(from, to) });

describe('objections to the generated C# project', () => {
  test('there are none when every type is there and the package says what it is', () => {
    expect(objections({})).toEqual([]);
  });

  test.each([
    ['Release', 'class Release'],
    ['Baseline', 'class Baseline'],
    ['Props', 'class Props'],
    ['IProps', 'interface IProps'],
    ['IGate', 'interface IGate'],
    ['Policy', 'enum Policy'],
  ])(
    'there is one to a missing type: %s', (name, declaration) => {
      expect(objections({ [`Company.Canary/${name}.cs`]: undefined })).toEqual([`${declaration} is missing`]);
    });

  test('there is one to a type that is something else, or in another namespace', () => {
    expect(objections({ 'Company.Canary/Policy.cs': source('class Policy') })).toEqual(['enum Policy is missing']);
    expect(objections({ 'Company.Canary/Policy.cs': source('enum PolicyKind') })).toEqual(['enum Policy is missing']);
    expect(objections({
      'Company.Canary/Policy.cs': source('enum Policy').replace('Company.Canary', 'Company'),
    })).toEqual(['enum Policy is missing']);
  });

  test('there is one to another id, version, licence or repository', () => {
    expect(withProject('>1.2.3<', '>0.0.0<')).toEqual(['the project must have PackageVersion 1.2.3, got 0.0.0']);
    expect(withProject(
      '<PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>', '',
    )).toEqual(['the project must have PackageLicenseExpression Apache-2.0, got none']);
  });

  test('there is one to a peer that is not referred to', () => {
    expect(withProject('Amazon.CDK.Lib', 'Amazon.CDK')).toEqual(['the project does not refer to aws-cdk-lib']);
  });

  test('there is one to a file that the project names and that is not there', () => {
    expect(objections({ 'canary-1.2.3.tgz': undefined })).toEqual(['the project names canary-1.2.3.tgz, which is missing']);
    expect(withProject(
      '</Project>', '<PackageIcon>images\\icon.png</PackageIcon></Project>',
    )).toEqual(['the project names images/icon.png, which is missing']);
  });

  test('there is one to a package without the npm tarball', () => {
    expect(withProject('<EmbeddedResource Include="canary-1.2.3.tgz" />', '')).toEqual(['the npm tarball is not embedded']);
  });

  test('there is one to no project at all', () => {
    expect(objections({ 'Company.CanaryPackage.csproj': undefined })).toEqual(['Company.CanaryPackage.csproj is missing']);
  });
});

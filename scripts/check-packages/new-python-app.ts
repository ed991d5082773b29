import { join } from 'node:path';
import { runCommand } from './command';
import { expectCanary, newApp } from './new-app';
import { CANARY_PERCENT } from './released-template';
import { ROOT, Scratch } from './scratch';

const STACK = {
  file: 'hello_app/hello_app_stack.py',
  imports: `from aws_cdk import aws_lambda as lambda_
from cdk_canary_rest_api import CanaryRestApi, CanarySettings`,
  body: `
        handler = lambda_.Function(
            self,
            "Hello",
            runtime=lambda_.Runtime.NODEJS_22_X,
            handler="index.handler",
            code=lambda_.Code.from_inline("exports.handler = async () => ({ statusCode: 200, body: 'hello' });"),
        )
        canary_settings = CanarySettings(percent_traffic=${CANARY_PERCENT})
        CanaryRestApi(self, "Api", handler=handler, resource_path="hello", canary_settings=canary_settings)`,
};

/**
 * The wheel in the app of `cdk init`, in the virtual environment where its README wants one.
 *
 * @throws if it does not install there, or if the stack does not synthesize
 */
export function checkNewPythonApp(scratch: Scratch, wheel: string): void {
  const app = newApp(scratch, 'python', STACK);
  runCommand('python3 -m venv .venv', { cwd: app });
  // Python compiles what it imports; compiling all of aws-cdk-lib would take longer than everything else here.
  runCommand(`.venv/bin/pip install --quiet --no-compile -r requirements.txt '${wheel}'`, { cwd: app });
  // Fails if the app's aws-cdk-lib is not one that the package accepts.
  runCommand('.venv/bin/pip check', { cwd: app });
  expectCanary(app, `'${join(ROOT, 'node_modules', '.bin', 'cdk')}'`, { PATH: `${join(app, '.venv', 'bin')}:${process.env.PATH}` });
  const version = runCommand('.venv/bin/python -c "from importlib.metadata import version; print(version(\'aws-cdk-lib\'))"', { cwd: app });
  console.log(`cdk init, Python: a canary with aws-cdk-lib ${version.trim()}`);
}

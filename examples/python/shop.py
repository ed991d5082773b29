"""The tasks of docs/languages.md in Python, one deploy per step:

cdk deploy --app 'python3 shop.py' -c task=adopt
cdk deploy --app 'python3 shop.py' -c task=hold
cdk deploy --app 'python3 shop.py' -c task=promote
cdk deploy --app 'python3 shop.py' -c task=release-all      in the place of the others
"""
import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from cdk_canary_rest_api import CanaryRelease, CanarySettings, ReleasedThroughCanary, UnqualifiedFunctions
from constructs import Construct


class ShopStack(cdk.Stack):
    """An API whose function is called without a version, and its release."""

    def __init__(self, scope: Construct, id: str, *, task: str) -> None:
        """
        :param task: what this deploy does: adopt, hold, promote, or release-all, which is done for the whole app
        """
        super().__init__(scope, id)
        handler = lambda_.Function(
            self,
            "Hello",
            runtime=lambda_.Runtime.NODEJS_22_X,
            handler="index.handler",
            code=lambda_.Code.from_inline("exports.handler = async () => ({ statusCode: 200, body: 'hello' });"),
        )
        api = apigateway.RestApi(self, "Api")
        api.root.add_resource("hello").add_method("GET", apigateway.LambdaIntegration(handler))

        if task == "adopt":
            # docs: adopt
            CanaryRelease(self, "Release", api=api, unqualified_functions=UnqualifiedFunctions.PIN)
            # docs: end
        if task in ("adopt", "release-all"):
            return

        # docs: hold
        release = CanaryRelease(
            self,
            "Release",
            api=api,
            unqualified_functions=UnqualifiedFunctions.PIN,
            canary_settings=CanarySettings(percent_traffic=10),
        )
        # docs: end
        if task == "promote":
            # docs: promote
            release.promote()
            # docs: end


app = cdk.App()
task = app.node.try_get_context("task")
ShopStack(app, "Shop", task=task)
if task == "release-all":
    # docs: release all
    cdk.Mixins.of(app).apply(ReleasedThroughCanary(unqualified_functions=UnqualifiedFunctions.PIN))
    # docs: end
app.synth()

from pathlib import Path
from typing import Optional

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from cdk_canary_rest_api import CanaryRestApi, CanarySettings
from constructs import Construct

PRACTICE = Path(__file__).parent.parent / "practice"


class PracticeStack(Stack):
    """GET /hello, answered by a function that says its own version; the canary sees `theme` as `dark`."""

    def __init__(
        self, scope: Construct, id: str, *, version: str, percent_traffic: Optional[float] = None, theme: str = "light"
    ) -> None:
        """
        :param version: which version of the function is the code of this deploy
        :param percent_traffic: share of the requests for the canary release, in percent; none without it
        :param theme: the stage variable `theme` of the production release
        """
        super().__init__(scope, id)
        handler = lambda_.Function(
            self,
            "Hello",
            runtime=lambda_.Runtime.NODEJS_22_X,
            handler="index.handler",
            code=lambda_.Code.from_asset(str(PRACTICE / f"handler-v{version}")),
        )
        CanaryRestApi(
            self,
            "Api",
            handler=handler,
            resource_path="hello",
            deploy_options=apigateway.StageOptions(stage_name="prod", variables={"theme": theme}),
            canary_settings=None
            if percent_traffic is None
            else CanarySettings(
                percent_traffic=percent_traffic, use_stage_cache=False, stage_variable_overrides={"theme": "dark"}
            ),
        )

"""The practice in Python, one deploy per step:

cdk deploy -c version=1
cdk deploy -c version=2 -c percent=50
cdk deploy -c version=2 -c percent=50 -c cdk-canary-rest-api:action=promote
cdk deploy -c version=2 -c theme=dark
"""
import aws_cdk as cdk

from practice_stack import PracticeStack

app = cdk.App()
percent = app.node.try_get_context("percent")
PracticeStack(
    app,
    "Practice",
    version=app.node.try_get_context("version") or "1",
    percent_traffic=None if percent is None else float(percent),
    theme=app.node.try_get_context("theme") or "light",
)
app.synth()

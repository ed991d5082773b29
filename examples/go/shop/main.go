// The tasks of docs/languages.md in Go, one deploy per step:
//
//	cdk deploy --app 'go run ./shop' -c task=adopt
//	cdk deploy --app 'go run ./shop' -c task=hold
//	cdk deploy --app 'go run ./shop' -c task=promote
//	cdk deploy --app 'go run ./shop' -c task=release-all      in the place of the others
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	canary "github.com/cdk-canary-rest-api/cdk-canary-rest-api-go/cdkcanaryrestapi"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	task, _ := app.Node().TryGetContext(jsii.String("task")).(string)
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)
	handler := awslambda.NewFunction(stack, jsii.String("Hello"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String("exports.handler = async () => ({ statusCode: 200, body: 'hello' });")),
	})
	api := awsapigateway.NewRestApi(stack, jsii.String("Api"), nil)
	api.Root().AddResource(jsii.String("hello"), nil).AddMethod(jsii.String("GET"), awsapigateway.NewLambdaIntegration(handler, nil), nil)

	if task == "adopt" {
		// docs: adopt
		canary.NewCanaryRelease(stack, jsii.String("Release"), &canary.CanaryReleaseProps{
			Api:                  api,
			UnqualifiedFunctions: canary.UnqualifiedFunctions_PIN,
		})
		// docs: end
	} else if task == "release-all" {
		// docs: release all
		awscdk.Mixins_Of(app, nil).Apply(canary.NewReleasedThroughCanary(&canary.CanaryReleaseOptions{
			UnqualifiedFunctions: canary.UnqualifiedFunctions_PIN,
		}))
		// docs: end
	} else {
		// docs: hold
		release := canary.NewCanaryRelease(stack, jsii.String("Release"), &canary.CanaryReleaseProps{
			Api:                  api,
			UnqualifiedFunctions: canary.UnqualifiedFunctions_PIN,
			CanarySettings:       &canary.CanarySettings{PercentTraffic: jsii.Number(10)},
		})
		// docs: end
		if task == "promote" {
			// docs: promote
			release.Promote(nil)
			// docs: end
		}
	}
	app.Synth(nil)
}

package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	canary "github.com/cdk-canary-rest-api/cdk-canary-rest-api-go/cdkcanaryrestapi"
)

// PracticeStackProps says what this deploy releases.
type PracticeStackProps struct {
	// Version of the function that is the code of this deploy.
	Version string
	// PercentTraffic is the canary's share of the requests, in percent; nil for no canary.
	PercentTraffic *float64
	// Theme is the stage variable "theme" of the production release.
	Theme string
}

// NewPracticeStack has GET /hello, answered by a function that says its own version; the canary sees "theme" as "dark".
func NewPracticeStack(scope constructs.Construct, id string, props PracticeStackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)
	handler := awslambda.NewFunction(stack, jsii.String("Hello"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromAsset(jsii.String("../practice/handler-v"+props.Version), nil),
	})
	canary.NewCanaryRestApi(stack, jsii.String("Api"), &canary.CanaryRestApiProps{
		Handler:      handler,
		ResourcePath: jsii.String("hello"),
		DeployOptions: &awsapigateway.StageOptions{
			StageName: jsii.String("prod"),
			Variables: &map[string]*string{"theme": &props.Theme},
		},
		CanarySettings: canarySettings(props.PercentTraffic),
	})
	return stack
}

func canarySettings(percentTraffic *float64) *canary.CanarySettings {
	if percentTraffic == nil {
		return nil
	}
	return &canary.CanarySettings{
		PercentTraffic:         percentTraffic,
		UseStageCache:          jsii.Bool(false),
		StageVariableOverrides: &map[string]*string{"theme": jsii.String("dark")},
	}
}

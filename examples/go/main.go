// The practice in Go, one deploy per step:
//
//	cdk deploy -c version=1
//	cdk deploy -c version=2 -c percent=50
//	cdk deploy -c version=2 -c percent=50 -c cdk-canary-rest-api:action=promote
//	cdk deploy -c version=2 -c theme=dark
package main

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	props := PracticeStackProps{Version: contextOr(app, "version", "1"), Theme: contextOr(app, "theme", "light")}
	if text := contextOr(app, "percent", ""); text != "" {
		percent, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic("-c percent=" + text + " is not a number. Write 10 for 10 %.")
		}
		props.PercentTraffic = &percent
	}
	NewPracticeStack(app, "Practice", props)
	app.Synth(nil)
}

func contextOr(app awscdk.App, key string, otherwise string) string {
	if value, given := app.Node().TryGetContext(&key).(string); given {
		return value
	}
	return otherwise
}

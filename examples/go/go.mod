module practice

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.257.0
	github.com/aws/constructs-go/constructs/v10 v10.5.0
	github.com/aws/jsii-runtime-go v1.140.0
	github.com/cdk-canary-rest-api/cdk-canary-rest-api-go/cdkcanaryrestapi v0.0.0
)

// The package as `npm run package` builds it. With a published one, take this line away and write its version above.
replace github.com/cdk-canary-rest-api/cdk-canary-rest-api-go/cdkcanaryrestapi => ../../dist/go/cdkcanaryrestapi

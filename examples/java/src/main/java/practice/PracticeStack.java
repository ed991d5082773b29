package practice;

import io.github.cdkcanaryrestapi.CanaryRestApi;
import io.github.cdkcanaryrestapi.CanarySettings;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.StageOptions;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** GET /hello, answered by a function that says its own version; the canary sees <code>theme</code> as <code>dark</code>. */
public class PracticeStack extends Stack {
    /**
     * @param version which version of the function is the code of this deploy
     * @param percentTraffic share of the requests for the canary release, in percent; null for no canary
     * @param theme the stage variable of the production release
     */
    public PracticeStack(final Construct scope, final String id, final String version, final Double percentTraffic, final String theme) {
        super(scope, id);
        final Function handler = Function.Builder.create(this, "Hello")
            .runtime(Runtime.NODEJS_22_X)
            .handler("index.handler")
            .code(Code.fromAsset("../practice/handler-v" + version))
            .build();
        CanaryRestApi.Builder.create(this, "Api")
            .handler(handler)
            .resourcePath("hello")
            .deployOptions(StageOptions.builder().stageName("prod").variables(Map.of("theme", theme)).build())
            .canarySettings(percentTraffic == null ? null : CanarySettings.builder()
                .percentTraffic(percentTraffic)
                .useStageCache(false)
                .stageVariableOverrides(Map.of("theme", "dark"))
                .build())
            .build();
    }
}

package shop;

import io.github.cdkcanaryrestapi.CanaryRelease;
import io.github.cdkcanaryrestapi.CanarySettings;
import io.github.cdkcanaryrestapi.ReleasedThroughCanary;
import io.github.cdkcanaryrestapi.UnqualifiedFunctions;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Mixins;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigateway.LambdaIntegration;
import software.amazon.awscdk.services.apigateway.RestApi;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

/**
 * The tasks of docs/languages.md in Java, one deploy per step:
 *
 * <pre>
 * cdk deploy --app 'mvn -e -q compile exec:java -Dexec.mainClass=shop.ShopApp' -c task=adopt
 * ... -c task=hold
 * ... -c task=promote
 * ... -c task=release-all      in the place of the others
 * </pre>
 */
public final class ShopApp {
    private ShopApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();
        final String task = String.valueOf(app.getNode().tryGetContext("task"));
        final Stack stack = new Stack(app, "Shop");
        final Function handler = Function.Builder.create(stack, "Hello")
            .runtime(Runtime.NODEJS_22_X)
            .handler("index.handler")
            .code(Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: 'hello' });"))
            .build();
        final RestApi api = new RestApi(stack, "Api");
        api.getRoot().addResource("hello").addMethod("GET", new LambdaIntegration(handler));

        if (task.equals("adopt")) {
            // docs: adopt
            CanaryRelease.Builder.create(stack, "Release")
                .api(api)
                .unqualifiedFunctions(UnqualifiedFunctions.PIN)
                .build();
            // docs: end
        } else if (task.equals("release-all")) {
            // docs: release all
            Mixins.of(app).apply(ReleasedThroughCanary.Builder.create()
                .unqualifiedFunctions(UnqualifiedFunctions.PIN)
                .build());
            // docs: end
        } else {
            // docs: hold
            final CanaryRelease release = CanaryRelease.Builder.create(stack, "Release")
                .api(api)
                .unqualifiedFunctions(UnqualifiedFunctions.PIN)
                .canarySettings(CanarySettings.builder().percentTraffic(10).build())
                .build();
            // docs: end
            if (task.equals("promote")) {
                // docs: promote
                release.promote();
                // docs: end
            }
        }
        app.synth();
    }
}

package practice;

import java.util.Optional;
import software.amazon.awscdk.App;

/**
 * The practice in Java, one deploy per step:
 *
 * <pre>
 * cdk deploy -c version=1
 * cdk deploy -c version=2 -c percent=50
 * cdk deploy -c version=2 -c percent=50 -c cdk-canary-rest-api:action=promote
 * cdk deploy -c version=2 -c theme=dark
 * </pre>
 */
public final class PracticeApp {
    private PracticeApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();
        new PracticeStack(app, "Practice", context(app, "version").orElse("1"),
            context(app, "percent").map(Double::valueOf).orElse(null), context(app, "theme").orElse("light"));
        app.synth();
    }

    private static Optional<String> context(final App app, final String key) {
        return Optional.ofNullable(app.getNode().tryGetContext(key)).map(String::valueOf);
    }
}

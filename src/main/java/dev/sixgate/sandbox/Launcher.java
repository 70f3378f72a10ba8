package dev.sixgate.sandbox;

import dev.sixgate.cli.KeyCommand;
import dev.sixgate.cli.PolicyCommand;
import dev.sixgate.cli.Verify;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts the service, and before it whatever of its world is not configured; or runs a command that needs neither. */
@QuarkusMain
public final class Launcher {
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = """
            usage: java -jar quarkus-run.jar                  runs the service (java -Dquarkus.http.port=8081 -jar ...)
                   java -jar quarkus-run.jar verify ...       holds an audit trail against its log's key
                   java -jar quarkus-run.jar policies ...     checks a policy file, or tries it
                   java -jar quarkus-run.jar key NAME         makes a key that signs a log
            Each command says more with --help.""";

    private static final CountDownLatch SERVICE_STOPPED = new CountDownLatch(1);

    public static void main(String... args) {
        if (args.length > 0) {
            List<String> arguments = List.of(args).subList(1, args.length);
            switch (args[0]) {
                case PolicyCommand.NAME -> System.exit(PolicyCommand.run(arguments, System.out, System.err));
                case KeyCommand.NAME -> System.exit(KeyCommand.run(arguments, System.out, System.err));
                case Verify.NAME -> System.exit(Verify.run(arguments, System.out, System.err));
                case "--help", "-h", "help" -> {
                    System.out.println(USAGE);
                    System.exit(0);
                }
                default -> {
                    System.err.println(args[0] + " is no command. A property stands before -jar.\n" + USAGE);
                    System.exit(WRONG_USAGE);
                }
            }
        }
        try {
            // A run at build time records which classes are loaded, and ends; it must leave nothing behind.
            if (System.getProperty("quarkus.appcds.generate") == null) {
                startWorld();
            }
            Quarkus.run(args);
        } finally {
            SERVICE_STOPPED.countDown();
        }
    }

    private static void startWorld() {
        Background.start("classes", ClassesAhead::load);
        leaveTheDocumentAsItWasBuilt();
        try {
            Background<Void> world = Background.start("world", () -> {
                Configured configured =
                        Configured.in(ConfigUtils.emptyConfigBuilder().build());
                configured.requireSafe();
                configured.handOn();
                EmbeddedWorld embedded = EmbeddedWorld.of(configured);
                stopAfterTheService(embedded);
                embedded.start();
                return null;
            });
            initializeService();
            world.await();
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            SERVICE_STOPPED.countDown();
            System.exit(1);
        }
    }

    /**
     * Does meanwhile what Quarkus does first and what takes a third of a start: initialize what was prepared at build time. It
     * needs no database.
     */
    private static void initializeService() {
        try {
            Class.forName(
                    Application.APP_CLASS_NAME, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            // Quarkus finds it its own way, or says why not.
        }
    }

    /**
     * The OpenAPI extension parses the generated document at each start to print it again, unless it finds none; it looks for it
     * here. Our own route hands out the generated files as they are.
     */
    private static void leaveTheDocumentAsItWasBuilt() {
        OpenApiConstants.classLoader = ClassLoader.getPlatformClassLoader();
    }

    /** The JVM runs its shutdown hooks side by side: this one waits until Quarkus has told its exit handler that it is done. */
    private static void stopAfterTheService(EmbeddedWorld world) {
        var exit = ApplicationLifecycleManager.getDefaultExitCodeHandler();
        // The handler that was there ends the JVM, except in dev mode, which calls it at each reload.
        ApplicationLifecycleManager.setDefaultExitCodeHandler((code, cause) -> {
            SERVICE_STOPPED.countDown();
            exit.accept(code, cause);
        });
        world.stopAtExit(SERVICE_STOPPED);
    }
}

package dev.sixgate.sandbox;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.util.concurrent.CountDownLatch;

/** Starts the service, and before it whatever of its world is not configured. */
@QuarkusMain
public final class Launcher {
    private static final CountDownLatch SERVICE_STOPPED = new CountDownLatch(1);

    public static void main(String... args) {
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
        try {
            Configured configured =
                    Configured.in(ConfigUtils.emptyConfigBuilder().build());
            configured.requireSafe();
            configured.handOn();
            EmbeddedWorld world = EmbeddedWorld.of(configured);
            stopAfterTheService(world);
            world.start(Launcher::initializeService);
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            SERVICE_STOPPED.countDown();
            System.exit(1);
        }
    }

    /** What Quarkus does first: initializes what was prepared at build time, which needs no database and takes a third of it all. */
    private static void initializeService() {
        try {
            Class.forName(
                    Application.APP_CLASS_NAME, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            // Quarkus finds it its own way, or says why not.
        }
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

package dev.sixgate.audit;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads the next part of the log while the present one is worked on. For one thread; the reading is done on another, one part
 * ahead and no more.
 *
 * @param <T> a part
 */
public final class ReadAhead<T> implements AutoCloseable {
    private final Source<T> source;
    private final ExecutorService reading = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "audit-read-ahead");
        thread.setDaemon(true);
        return thread;
    });
    private Future<Optional<T>> coming;

    /** Where parts come from. */
    @FunctionalInterface
    public interface Source<T> {
        /** The next part; empty at the end, after which it is not asked again. */
        Optional<T> next() throws SQLException;
    }

    public ReadAhead(Source<T> source) {
        this.source = source;
        coming = reading.submit(source::next);
    }

    /**
     * The next part; empty at the end.
     *
     * @throws SQLException as reading does
     */
    public Optional<T> next() throws SQLException {
        try {
            Optional<T> next = coming.get();
            if (next.isPresent()) {
                coming = reading.submit(source::next);
            }
            return next;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e.getCause() instanceof SQLException failure ? failure : new SQLException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the log was read", e);
        }
    }

    /** Returns when nothing is read any more. */
    @Override
    public void close() {
        reading.shutdown();
        boolean interrupted = false;
        while (!coming.isDone()) {
            try {
                coming.get();
            } catch (ExecutionException e) {
                // Nobody waits for it any more.
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sixgate.api;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;

/** Counts how often somebody takes a connection: outside of transactions, once for each statement that is not Hibernate's. */
@Singleton
class Acquisitions implements AgroalPoolInterceptor {
    private static final AtomicLong COUNT = new AtomicLong();

    @Override
    public void onConnectionAcquire(Connection connection) {
        COUNT.incrementAndGet();
    }

    static long count() {
        return COUNT.get();
    }
}

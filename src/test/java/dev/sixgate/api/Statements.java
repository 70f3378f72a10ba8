package dev.sixgate.api;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Counts what Hibernate sends to the database. */
@ApplicationScoped
@PersistenceUnitExtension
class Statements implements StatementInspector {
    private static final long serialVersionUID = 1L;

    private static final AtomicLong COUNT = new AtomicLong();

    @Override
    public String inspect(String sql) {
        COUNT.incrementAndGet();
        return sql;
    }

    static long count() {
        return COUNT.get();
    }
}

/**
 * HTTP: resources, what requests and answers look like, preconditions, idempotency and paging. Whatever is decided is
 * decided below; here it is translated.
 *
 * <p>Request bodies are read member by member ({@link dev.sixgate.api.JsonBody}) so that one answer names every member that
 * is wrong. Answers are records made from the aggregate, never the aggregate itself.
 *
 * <p>It may use every package but {@code worker} and {@code sandbox}, and never {@code DomainWriter}: no resource can go
 * round an approval.
 */
@NullMarked
package dev.sixgate.api;

import org.jspecify.annotations.NullMarked;

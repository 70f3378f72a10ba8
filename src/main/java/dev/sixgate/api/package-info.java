/**
 * HTTP: resources, what requests and answers look like, preconditions, idempotency and paging. Whatever is decided is
 * decided below; here it is translated.
 *
 * <p>Request bodies are read member by member ({@link dev.sixgate.api.JsonBody}) so that one answer names every member that
 * is wrong. Answers are records made from the aggregate, never the aggregate itself.
 *
 * <p><em>Why do streams ask the log, and wait for no message?</em> Whoever listens at one replica must be told what another one
 * does, and whoever comes back must be told what happened meanwhile. Both are in the log, in one order; a look at it once a second is
 * one index lookup.
 *
 * <p>It may use every package but {@code worker} and {@code sandbox}, and never {@code DomainWriter}: no resource can go
 * round an approval.
 */
@NullMarked
package dev.sixgate.api;

import org.jspecify.annotations.NullMarked;

/** What every resource needs of HTTP: bodies read member by member, pages, preconditions, idempotency, request ids. */
@NullMarked
package dev.sixgate.api.http;

import org.jspecify.annotations.NullMarked;

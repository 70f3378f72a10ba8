/**
 * Problems (RFC 9457): the one place that knows HTTP's statuses for what went wrong, the page of each problem, and the
 * audit event of each refusal. No problem carries a stack trace, SQL or a secret.
 */
@NullMarked
package dev.sixgate.api.problem;

import org.jspecify.annotations.NullMarked;

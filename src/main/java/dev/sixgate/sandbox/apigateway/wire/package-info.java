/**
 * Requests, answers and errors as they look on AWS's wire: percent-decoding, JSON bodies, pages, error headers.
 *
 * <p>It knows no domain name and no API. It refuses what AWS's front door refuses before any operation is looked up: a body that
 * is too large or is no JSON.
 *
 * <p>Why by hand and not by a web framework? The simulator must answer wrong methods, odd paths and broken bodies as AWS does,
 * and must be able to cut a connection instead of answering; the JDK's own server leaves all of that to us.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.wire;

import org.jspecify.annotations.NullMarked;

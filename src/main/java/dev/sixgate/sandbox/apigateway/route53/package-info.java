/**
 * Route 53's REST and XML: the operations on hosted zones that somebody who moves a domain name to IPv6 needs, in Route 53's
 * spelling, pages and errors.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.route53;

import org.jspecify.annotations.NullMarked;

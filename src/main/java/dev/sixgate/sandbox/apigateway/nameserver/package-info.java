/**
 * A name server over UDP and TCP that answers from the simulated hosted zones as the world's resolvers would: an alias has the
 * addresses of what it leads to, and the name of an API Gateway domain has IPv6 addresses only while the domain is dualstack.
 *
 * <p>It is not one name server but the whole of DNS: what it does not know does not exist. Names of CloudFront distributions
 * that are nobody's here have addresses of both families, as CloudFront's have.
 *
 * <p>Why by hand? A message is a dozen lines, and what asks it in the service is read by another implementation than wrote it.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.nameserver;

import org.jspecify.annotations.NullMarked;

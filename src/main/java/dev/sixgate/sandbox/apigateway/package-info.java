/**
 * Amazon API Gateway's control plane, simulated over real HTTP: enough of v1, v2, STS and Route 53 to change the IP address type of custom
 * domain names, with the quotas, states, refusals and accidents that make it hard; of WAF, ACM and CloudFront what is read of
 * what stands before them; and of CloudTrail what tells who did it.
 *
 * <p>This package owns the server, the way of one call through it, and the admin path {@code /_sandbox/} by which a test or a
 * demonstration bends the simulated world. {@code wire} has the shapes of HTTP, {@code account} what accounts own, {@code
 * world} what surrounds them, {@code api} the operations, {@code zones} the hosted zones with {@code route53} before them,
 * {@code nameserver} what DNS makes of them. It depends on nothing else of ours, and nothing of ours may depend on it: to use it is to configure an endpoint.
 *
 * <p>It refuses to be more than a stand-in: no signature is verified, nothing is kept over a restart, no domain name answers
 * traffic. It therefore listens on the loopback address unless told otherwise, and its admin path turns browsers away.
 *
 * <p>Why a server and not a fake client? Because most of what goes wrong with API Gateway goes wrong on the wire: a member that
 * the SDK drops, a retry that spends the quota, an answer that is lost after the change was made. Where AWS does not document
 * its behaviour the simulator has a switch, and its default is the reading that punishes a careless caller.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway;

import org.jspecify.annotations.NullMarked;

/**
 * The operations: API Gateway v2, API Gateway v1, STS, and what is read of WAF, ACM and CloudFront, each with its paths, its spelling and its refusals.
 *
 * <p>It owns the shape of requests and answers; what is true is asked of the world. It refuses what API Gateway refuses, in API
 * Gateway's words where they are known from public threads; where they are not, by analogy.
 *
 * <p>Why so many operations that nobody calls for an IP address type? Because the simulator is only worth trusting if the tools
 * that people already use (the AWS CLI, Terraform) can create, read, change and delete a domain name against it unchanged.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.api;

import org.jspecify.annotations.NullMarked;

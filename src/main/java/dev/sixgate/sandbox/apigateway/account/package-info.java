/**
 * What an AWS account has: the keys by which it is called, its domain names with the updates that run on them, and its APIs.
 *
 * <p>It refuses what API Gateway's state refuses (a name that is taken, an update while another runs, a key nobody knows) and
 * nothing that depends on the shape of a request: that is the operations' task.
 *
 * <p>Why one {@link dev.sixgate.sandbox.apigateway.account.DomainRecord} for v1 and v2? Because a public domain name is one
 * resource at AWS, seen through two APIs. Two stores would let the two views differ, which is the one error a test of ours could
 * not find.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.account;

import org.jspecify.annotations.NullMarked;

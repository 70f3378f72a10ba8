/**
 * The simulated world around the accounts: its time, quotas, settings and seed, the faults to come and the calls that were.
 *
 * <p>It refuses a call for which no token is left, and settings or faults that mean nothing.
 *
 * <p>Why no locks here? Every call runs alone, under one lock that the front takes; a simulator has no use for more.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.world;

import org.jspecify.annotations.NullMarked;

/**
 * Hosted zones as Route 53 keeps them: names, record sets, aliases, public and private ones. It owns what is in the zones and
 * their order; it refuses what no zone may hold.
 */
@NullMarked
package dev.sixgate.sandbox.apigateway.zones;

import org.jspecify.annotations.NullMarked;

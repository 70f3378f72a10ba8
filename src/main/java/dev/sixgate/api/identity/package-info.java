/** Who is calling: turns what the platform authenticated, demo people or OIDC tokens, into an {@code Actor}. */
@NullMarked
package dev.sixgate.api.identity;

import org.jspecify.annotations.NullMarked;

/**
 * What the generated OpenAPI document says besides the resources' own words: who may call, each problem's answer, which limits
 * requests are held to, and what an answer always has.
 *
 * <p><em>Why are answers not closed, and have no limits?</em> They grow: a member that is new, or a list that is longer than ever
 * before, must not be a breach of the contract. Bodies of requests are closed and limited, because the service refuses what goes
 * beyond.
 *
 * <p><em>Why does {@code status} tell one answer from another?</em> Generated clients know an operation by one type. Where it
 * answers with one of several, no value of {@code status} belongs to two of them, so that each is read as what it is.
 *
 * <p>It may use {@code api.problem}, for the problems, and {@code api.http}, for the limits.
 */
@NullMarked
package dev.sixgate.api.openapi;

import org.jspecify.annotations.NullMarked;

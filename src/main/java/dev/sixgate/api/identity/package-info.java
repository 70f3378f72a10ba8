/**
 * Who is calling: turns what the platform authenticated, demo people or OIDC tokens, into an {@code Actor}.
 *
 * <p><em>Why no fallback from one claim to another for the subject?</em> Approvals are counted by it; a name that somebody
 * chose could be another's id.
 *
 * <p><em>Why are groups no roles?</em> Groups are made by many, for many things; that one of them is called approver says
 * nothing.
 *
 * <p><em>Why does a session count for less than a token?</em> A browser sends its cookie along, whoever's page asks it to. So
 * with a cookie, what changes something has to come from a page of ours, by the browser's own word, and as JSON, which a form of
 * others cannot send ({@link dev.sixgate.api.identity.OwnPages}). No token of the page's own is needed for that, and none could
 * be read by a script.
 *
 * <p><em>Why is a browser's script not told of Basic?</em> The browser would put its own dialog before our page, and keep the
 * password for as long as it runs.
 *
 * <p><em>Why no introspection?</em> A token that the provider's published keys do not verify is refused here, without a call
 * that anybody could make us send. With the keys once read, the provider may be away; before, a token is answered 503, since
 * whether it is valid cannot be told.
 */
@NullMarked
package dev.sixgate.api.identity;

import org.jspecify.annotations.NullMarked;

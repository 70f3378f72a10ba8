/**
 * Sends what is told by e-mail.
 *
 * <p>Why not the {@code Mailer} that Quarkus has? Its settings are taken ({@code quarkus.mailer.*}), and the client beneath it. But
 * there is no time after which it gives a connection up: a server that takes one and says nothing more keeps it, and after ten of
 * these no mail is sent any more until the service is started again. Here each mail has a connection of its own, which is closed a
 * second after nobody waits for it any more, whatever the server does.
 */
@NullMarked
package dev.sixgate.notice.mail;

import org.jspecify.annotations.NullMarked;

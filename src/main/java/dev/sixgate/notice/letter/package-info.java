/**
 * What a notice says, in the form that its receiver takes: CloudEvents, Slack, Teams.
 *
 * <p>Why is text of people never part of a marked-up text? What is wrapped as plain text needs no escaping that could be forgotten: Slack
 * has {@code plain_text}, an Adaptive Card has text runs. Slack's line for the notification is marked up whatever one says, and is
 * escaped.
 */
@NullMarked
package dev.sixgate.notice.letter;

import org.jspecify.annotations.NullMarked;

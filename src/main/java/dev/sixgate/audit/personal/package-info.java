/**
 * What events say of people, encrypted by a key of each person: names, addresses and what they wrote. Destroying the key erases the
 * person from the log, and no hash changes.
 */
@NullMarked
package dev.sixgate.audit.personal;

import org.jspecify.annotations.NullMarked;

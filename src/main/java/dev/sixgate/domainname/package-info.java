/**
 * AWS's nouns as values: a custom domain name, its IP address type, what was observed of it, and its fingerprint.
 *
 * <p>Values only: no AWS, no database, no clock. Members that AWS defines keep AWS's spelling and are kept as strings
 * where AWS may add values, because a value that a closed enum does not know would be lost on its way back to AWS.
 */
@NullMarked
package dev.sixgate.domainname;

import org.jspecify.annotations.NullMarked;

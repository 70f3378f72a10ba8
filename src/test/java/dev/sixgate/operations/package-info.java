/** What operations teams take from {@code deploy}, held against the service. */
@NullMarked
package dev.sixgate.operations;

import org.jspecify.annotations.NullMarked;

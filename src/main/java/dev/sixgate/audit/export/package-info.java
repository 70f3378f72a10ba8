/**
 * Hands the audit trail out in formats that others read, each file with a manifest at its end: what it covers, the checkpoint
 * that signs it, and how the one leads to the other. A file without its manifest was cut off.
 */
@NullMarked
package dev.sixgate.audit.export;

import org.jspecify.annotations.NullMarked;

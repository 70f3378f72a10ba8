/**
 * A PostgreSQL server of one's own, below one directory: extracted from a Maven artifact, created, started, stopped, and found
 * again after a crash.
 *
 * <p><em>Why not the start of the library that brings the binaries?</em> It lets any local user in as superuser ({@code trust}),
 * switches {@code fsync} off, hashes and unpacks at each start, and does not know a server that outlived its JVM. Here only two
 * roles can log in, with random passwords from a file of mode 0600; the superuser cannot log in at all.
 *
 * <p><em>Why {@code pg_ctl} and not a child process?</em> Ctrl-C goes to every process of the terminal's group; the server
 * would stop before the service that still uses it. {@code pg_ctl} gives it a session of its own.
 */
@NullMarked
package dev.sixgate.sandbox.postgres;

import org.jspecify.annotations.NullMarked;

/**
 * The embedded world of a first run: a PostgreSQL server, an API Gateway that is simulated, and people with passwords.
 *
 * <p>{@link dev.sixgate.sandbox.Launcher} starts what is not configured and hands it on as plain configuration: a datasource
 * URL, a target with an endpoint, an identity. The service knows nothing of this package and this package knows nothing of the
 * service, so a real world differs from this one in configuration alone.
 *
 * <p><em>Why a main method and not a configuration source?</em> Configuration sources are read while the service is built,
 * too, and a build must not start a database.
 *
 * <p><em>Why is the data kept under the working directory?</em> So that a first run can be ended, killed and begun again
 * without losing what was asked and approved; and so that deleting one directory forgets all of it.
 */
@NullMarked
package dev.sixgate.sandbox;

import org.jspecify.annotations.NullMarked;

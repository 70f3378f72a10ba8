package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import org.jspecify.annotations.Nullable;

/** What could not be read is never fine. */
final class Unseen {
    private Unseen() {}

    static Finding of(String check, Unread unread, @Nullable MappedApi api) {
        return new Finding(
                check,
                Level.UNKNOWN,
                "AWS did not show " + unread.what() + " (" + unread.code() + ").",
                unread.code().equals("NotConnected")
                        ? "Let the service reach the endpoint for " + unread.permission() + "."
                        : "Allow " + unread.permission() + ".",
                api == null ? null : api.apiId());
    }
}

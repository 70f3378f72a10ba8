package dev.sixgate.inventory;

import dev.sixgate.domainname.ObservedDomain;
import org.jspecify.annotations.Nullable;

/** Is told, within the transaction that keeps it, that a domain is no longer configured as it was when it was last seen. */
public interface Drift {
    /**
     * A difference was seen, whoever made it.
     *
     * @param after null where the domain is gone
     */
    void seen(ObservedDomain before, @Nullable ObservedDomain after);
}

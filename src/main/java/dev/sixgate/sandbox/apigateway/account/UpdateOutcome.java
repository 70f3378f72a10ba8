package dev.sixgate.sandbox.apigateway.account;

/** How an accepted UpdateDomainName ends. */
public enum UpdateOutcome {
    /** The domain name is AVAILABLE with the new configuration after the delay. */
    SETTLES,
    /** The domain name stays UPDATING. */
    STUCK,
    /** The domain name is AVAILABLE with the old configuration after the delay, and its status message says why. */
    FAILS
}

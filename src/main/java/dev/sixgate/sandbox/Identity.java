package dev.sixgate.sandbox;

/** Where the service gets its people from. */
public enum Identity {
    /** Invented people with a password that everybody knows. */
    DEMO,
    /** An OpenID provider. */
    OIDC
}

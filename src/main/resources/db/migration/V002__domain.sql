-- The inventory: the domains we know and when we last saw them. A copy of what AWS said, never the truth itself.
CREATE TABLE domain (
    name            text        NOT NULL,
    target          text        NOT NULL,
    account         text        NOT NULL,
    region          text        NOT NULL,
    ip_address_type text        NOT NULL,
    fingerprint     text        NOT NULL,
    tags            jsonb       NOT NULL,
    -- The whole observation, as the service reads it back.
    observed        jsonb       NOT NULL,
    observed_at     timestamptz NOT NULL,
    CONSTRAINT domain_pk PRIMARY KEY (name, target), -- also pages through the inventory, and finds a name in all targets
    CONSTRAINT domain_ip_address_type_known CHECK (ip_address_type IN ('ipv4', 'dualstack')),
    CONSTRAINT domain_fingerprint_is_sha256 CHECK (fingerprint ~ '^sha256:[0-9a-f]{64}$')
);
CREATE INDEX domain_by_target ON domain (target, name);  -- GET /domains?target=
CREATE INDEX domain_by_tag ON domain USING gin (tags);   -- GET /domains?tag=

-- When each target was last read as a whole, and when it is due again.
CREATE TABLE inventory_refresh (
    target       text        NOT NULL,
    due_at       timestamptz NOT NULL,
    refreshed_at timestamptz,
    failure      text,
    CONSTRAINT inventory_refresh_pk PRIMARY KEY (target)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON domain, inventory_refresh TO ${runtime_role};
